import Checks

/// What a check is about: the first part of its id.
struct Area: Hashable {
    /// The part of the id.
    let key: String

    /// The checks of a report that are about one area.
    typealias Group = (area: Area, results: [CheckResult])

    /// As a report calls them; another is called by its key.
    private static let names = [
        "calico": "Calico", "cni": "CNI", "datastore": "Datastore", "firewall": "Firewall", "iptables": "iptables",
        "kernel": "Kernel", "managers": "Other managers", "network": "Network", "nm": "NetworkManager",
        "node": "Node", "openshift": "OpenShift", "port": "Ports", "privilege": "Privileges",
    ]

    init(ofCheck id: String) { key = String(id.prefix { $0 != "." }) }

    /// What a report calls it.
    var name: String { Self.names[key] ?? key.prefix(1).uppercased() + key.dropFirst() }

    /// The results by area, in the order of the first of each.
    static func groups(_ results: [CheckResult]) -> [Group] {
        var groups: [Group] = []
        for result in results {
            let area = Area(ofCheck: result.id)
            if let index = groups.firstIndex(where: { $0.area == area }) {
                groups[index].results.append(result)
            } else {
                groups.append((area, [result]))
            }
        }
        return groups
    }
}
