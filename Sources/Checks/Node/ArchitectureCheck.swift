import Base
import Fence
import Node
import Requirements

/// Whether the kernel and the programs of the node are made for a processor that Calico has images for.
struct ArchitectureCheck: RequirementCheck {
    let row: Requirement
    let encapsulations: [String]
    let accepted: [String]

    var decision: String {
        "Compares the processor of the running kernel (uname(2)) and that of the installed programs (ELF header). "
            + "In an "
            + "offline image only the programs count."
    }
    var remedy: String { "Use a node with a supported processor and a 64-bit installation." }

    var expected: String { accepted.joined(separator: ", ") }

    func look(in context: CheckContext) -> Outcome {
        let kernel = context.node.kernel
        let userSpace = UserSpace(in: context.root)
        let evidence = [
            kernel.machine.map { Evidence(path: "uname(2)", text: $0) }, userSpace.evidence,
        ].compactMap(\.self)
        let found = [
            kernel.machine.map { "kernel for \($0)" }, userSpace.machine.map { "user space for \($0)" },
        ].compactMap(\.self).joined(separator: ", ")
        let machines = [kernel.machine, userSpace.machine].compactMap(\.self)
        // One of the two may be fit and the other not.
        if let problem = kernel.problem ?? userSpace.problem, machines.allSatisfy(accepted.contains) {
            return undetermined(
                "cannot determine the processor: \(problem)", evidence + [Evidence(problem)])
        }
        guard !machines.isEmpty else {
            return .undetermined(because: "no running kernel and no ELF binary in this root")
        }
        return machines.allSatisfy(accepted.contains)
            ? .pass(found: found, evidence: evidence)
            : .fail(found: found, evidence: evidence, remedy: "use a node with one of these processors: \(expected)")
    }
}
