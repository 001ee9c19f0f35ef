import Base
import Node
import Requirements
import SystemPackage

/// Whether the node keeps its name: a node that comes back under another one is another node to Calico.
struct HostnameCheck: RequirementCheck {
    let row: Requirement
    let encapsulations: [String]

    var expected: String { "a name of its own, the same in /etc/hostname and in the kernel" }
    var decision: String {
        "/etc/hostname, and /proc/sys/kernel/hostname where the system runs. A node named localhost, or one whose "
            + "current name came from DHCP and differs from /etc/hostname, is a finding."
    }
    var remedy: String { "Set the name with hostnamectl before calico-node starts, or give calico-node NODENAME." }

    func look(in context: CheckContext) -> Outcome {
        do throws(FileError) {
            let root = context.root
            let written = try Self.name(in: root, "/etc/hostname")
            guard context.node.kernel.isRunning, let current = try Self.name(in: root, "/proc/sys/kernel/hostname")
            else {
                return .skipped(because: "an image gets its name when it starts")
            }
            let evidence = [current.evidence] + [written?.evidence].compactMap(\.self)
            if current.text.split(separator: ".").first == "localhost" {
                return .fail(
                    found: "the node is called \(current.text), as others may be: Calico takes them for one node",
                    evidence: evidence, remedy: "hostnamectl set-hostname NAME  # then restart the kubelet")
            }
            if let written, written.text.lowercased() != current.text.lowercased() {
                return .fail(
                    found: "the node is called \(current.text) now and \(written.text) after a reboot without DHCP: "
                        + "Calico then takes it for another node and routes of its pods are lost",
                    evidence: evidence, remedy: "hostnamectl set-hostname \(current.text.shellWord)")
            }
            return .pass(found: current.text, evidence: evidence)
        } catch { return undetermined(error) }
    }

    /// The first line that is no comment; nil where there is none, as in an image that gets its name from DHCP.
    private static func name(
        in root: RootDirectory, _ path: FilePath
    ) throws(FileError) -> (text: String, evidence: Evidence)? {
        guard let (text, line) = try root.firstLine(of: path), text != "(none)" else { return nil }
        return (text, Evidence(path, line: line, text))
    }
}
