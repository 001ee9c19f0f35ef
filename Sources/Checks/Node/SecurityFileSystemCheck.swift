import Base
import Node
import Requirements
import SystemPackage

/// Whether the directory that calico-node mounts from the node is there.
struct SecurityFileSystemCheck: RequirementCheck {
    let row: Requirement
    let encapsulations: [String]

    var decision: String { "The directory is looked for; an image has no /sys." }
    var remedy: String { "Use a kernel with CONFIG_SECURITYFS=y." }

    func look(in context: CheckContext) -> Outcome {
        guard context.node.kernel.isRunning, context.root.exists("/sys/kernel") else {
            return skipped("this root has no running kernel's /sys")
        }
        let isThere = context.root.exists("/sys/kernel/security")
        return Outcome(
            isThere ? .pass : .finding, expected: "the directory /sys/kernel/security",
            found: isThere ? "it is there" : "it is not there",
            evidence: [Evidence(path: "/sys/kernel/security", text: isThere ? "is there" : "is not there")],
            remedy: isThere ? nil : "use a kernel with CONFIG_SECURITYFS=y")
    }
}
