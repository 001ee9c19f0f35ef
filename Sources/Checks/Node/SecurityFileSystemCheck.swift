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
    var decision: String { "Checks that the directory exists. Not applicable to an offline image." }
    var remedy: String { "Use a kernel with CONFIG_SECURITYFS=y." }

    func look(in context: CheckContext) -> Outcome {
        func evidence(_ text: String) -> [Evidence] { [Evidence(path: Self.folder.string, text: text)] }
        do throws(FileError) {
            guard context.node.kernel.isRunning, try context.root.exists("/sys/kernel") else {
                return .skipped(because: "not applicable to an offline image")
            }
            return try context.root.exists(Self.folder)
                ? .pass(found: "\(Self.folder) exists", evidence: evidence("exists"))
                : .fail(
                    found: "\(Self.folder) does not exist: the calico-node container cannot start",
                    evidence: evidence("does not exist"),
                    remedy: "use a kernel with CONFIG_SECURITYFS=y")
        } catch { return undetermined(error) }
    }
}
