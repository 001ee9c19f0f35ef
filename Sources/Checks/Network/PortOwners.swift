import Base
import Node
import SystemPackage

/// The programs that rightly hold a port of Calico's.
enum PortOwners {
    /// Their names, as the kernel has them, by the row of the port.
    static let names: [String: Set<String>] = [
        "port.bgp": ["bird", "bird6", "gobgpd", "calico-node", "calico-bgp-daemo"],
        "port.typha": ["calico-typha"], "port.typha-health": ["calico-typha"], "port.typha-metrics": ["calico-typha"],
        "port.felix-health": ["calico-node"], "port.felix-metrics": ["calico-node"],
        "port.apiserver": ["kube-apiserver", "k3s-server", "k3s", "rke2", "haproxy", "kubelite"],
    ]
    /// Names of theirs that programs of the node itself have, too: Calico's run in a container.
    private static let common: Set<String> = ["bird", "bird6", "gobgpd"]

    /// The processes that are not Calico's, and the control groups that say so where names do not.
    /// - Parameter processes: as `name (number)`.
    static func strangers(
        on row: String, among processes: [String], in root: RootDirectory
    ) throws(FileError) -> ([String], [Evidence]) {
        let owners = names[row] ?? []
        var (strangers, places): ([String], [Evidence]) = ([], [])
        for process in processes {
            let words = process.split(separator: " ")
            let name = words.first.map(String.init) ?? ""
            guard owners.contains(name) else {
                strangers.append(process)
                continue
            }
            guard common.contains(name), let number = words.last?.dropFirst().dropLast(),
                let component = FilePath.Component(String(number)),
                let group = try ControlGroup.isContainer(component, in: root), !group.value
            else { continue }
            strangers.append(process)
            places.append(group.evidence)
        }
        return (strangers, places)
    }
}
