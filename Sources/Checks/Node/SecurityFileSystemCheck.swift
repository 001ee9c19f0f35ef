import Base
import Node
import Requirements
import SystemPackage

/// Whether the directory that calico-node mounts from the node is there.
struct SecurityFileSystemCheck: RequirementCheck {
    let row: Requirement
    let encapsulations: [String]

    private static let folder: FilePath = "/sys/kernel/security"

    var expected: String { "the directory \(Self.folder)" }
    var decision: String { "The directory is looked for; an image has no /sys." }
    var remedy: String { "Use a kernel with CONFIG_SECURITYFS=y." }

    func look(in context: CheckContext) -> Outcome {
        func evidence(_ text: String) -> [Evidence] { [Evidence(path: Self.folder.string, text: text)] }
        do throws(FileError) {
            guard context.node.kernel.isRunning, try context.root.exists("/sys/kernel") else {
                return .skipped(because: "this root has no running kernel's /sys")
            }
            return try context.root.exists(Self.folder)
                ? .pass(found: "it is there", evidence: evidence("is there"))
                : .fail(
                    found: "it is not there", evidence: evidence("is not there"),
                    remedy: "use a kernel with CONFIG_SECURITYFS=y")
        } catch { return undetermined(error) }
    }
}
