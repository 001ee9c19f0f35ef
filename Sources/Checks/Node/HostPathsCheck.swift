import Base
import Node
import Requirements
import SystemPackage

/// Whether what calico-node mounts from the node is of the right type, or can be made.
struct HostPathsCheck: RequirementCheck {
    let row: Requirement
    let encapsulations: [String]

    /// The paths of calico-node's manifests, and whether each is a directory: the other is a lock file.
    private static let paths: [(path: FilePath, isDirectory: Bool)] = [
        ("/run/xtables.lock", false), ("/lib/modules", true), ("/var/run/calico", true), ("/var/lib/calico", true),
        ("/var/run/nodeagent", true), ("/var/lib/cni/networks", true), ("/var/log/calico/cni", true),
        ("/etc/cni/net.d", true), ("/opt/cni/bin", true),
    ]

    var expected: String { "each is a directory, but for the file /run/xtables.lock, or can be made" }
    var decision: String {
        "The paths of calico-node's manifest are looked at: \(Self.paths.map(\.path.string).joined(separator: ", ")). "
            + "One that is not there is made by the kubelet, which takes a directory above it."
    }
    var remedy: String {
        "Remove what is in the way. A program that was given a lock file that does not exist makes a directory of it."
    }

    func look(in context: CheckContext) -> Outcome {
        var evidence: [Evidence] = []
        do throws(FileError) {
            for (path, isDirectory) in Self.paths {
                guard try context.root.exists(path) else {
                    if let place = try obstacle(above: path, in: context.root) {
                        return wrong(place, shouldBeDirectory: true, in: context)
                    }
                    continue
                }
                guard try context.root.isDirectory(path) == isDirectory else {
                    return wrong(path, shouldBeDirectory: isDirectory, in: context)
                }
                evidence.append(Evidence(path, isDirectory ? "is a directory" : "is a file"))
            }
        } catch { return undetermined(error) }
        return .pass(found: "each is of the right type, or can be made", evidence: evidence)
    }

    /// What is no directory on the way to a path that is not there.
    private func obstacle(above path: FilePath, in root: RootDirectory) throws(FileError) -> FilePath? {
        var folder = path.removingLastComponent()
        while !folder.isEmpty, folder != "/" {
            if try root.exists(folder) { return try root.isDirectory(folder) ? nil : folder }
            folder.removeLastComponent()
        }
        return nil
    }

    private func wrong(_ path: FilePath, shouldBeDirectory: Bool, in context: CheckContext) -> Outcome {
        let place = context.root.outside(path).string.shellWord
        return .fail(
            found: shouldBeDirectory
                ? "\(path) is not a directory: the kubelet cannot start calico-node"
                : "\(path) is a directory, not a file: iptables cannot lock it, and the kubelet refuses to mount it",
            evidence: [Evidence(path, shouldBeDirectory ? "is no directory" : "is a directory")],
            remedy: shouldBeDirectory ? "mv \(place) \((place + ".old"))" : "rmdir \(place)")
    }
}
