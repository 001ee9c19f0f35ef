import Base
import Node
import Requirements
import SystemPackage

/// Whether a directory of the kernel's that calico-node mounts from the node is there: nothing else can make it.
struct KernelDirectoryCheck: RequirementCheck {
    let row: Requirement
    let encapsulations: [String]
    /// The directory.
    let folder: FilePath
    /// The option of the kernel that makes it, without `CONFIG_`.
    let symbol: String

    var expected: String { "the directory \(folder)" }
    var decision: String {
        "The directory is looked for where the kernel runs; elsewhere CONFIG_\(symbol) of the kernel's configuration "
            + "decides."
    }
    var remedy: String { "Use a kernel with CONFIG_\(symbol)=y." }

    func look(in context: CheckContext) -> Outcome {
        do throws(FileError) {
            guard context.node.kernel.isRunning, try context.root.exists(folder.removingLastComponent()) else {
                return configured(in: context)
            }
            let isThere = try context.root.isDirectory(folder)
            return outcome(isThere, Evidence(folder, isThere ? "is there" : "is not there"), context)
        } catch { return undetermined(error) }
    }

    private func configured(in context: CheckContext) -> Outcome {
        guard let (answer, evidence) = context.node.modules.configuration?.isSet(symbol), answer != .unknown else {
            if let problem = context.node.modules.problems.first {
                return .undetermined(
                    because: "cannot determine whether the kernel has \(folder): cannot read its configuration",
                    evidence: [problem])
            }
            return .skipped(because: "this root has no /sys of a running kernel and no whole kernel configuration")
        }
        return outcome(answer == .yes, evidence, context)
    }

    private func outcome(_ isThere: Bool, _ evidence: Evidence, _ context: CheckContext) -> Outcome {
        if isThere { return .pass(found: "the kernel has \(folder)", evidence: [evidence]) }
        return .fail(
            found: "the kernel has no \(folder): the kubelet cannot start calico-node", evidence: [evidence],
            remedy: context.kernelPackage.update(for: "CONFIG_\(symbol)"))
    }
}
