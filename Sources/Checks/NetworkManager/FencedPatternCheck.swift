import Base
import Fence
import KeyFile
import NetworkManagerConfiguration
import Node
import Requirements
import SystemPackage

/// Whether NetworkManager leaves every interface of a name pattern alone, those that do not exist yet included.
struct FencedPatternCheck: NetworkManagerCheck {
    let pattern: InterfacePattern
    let id: String
    let severity: Severity
    let reference: String

    /// With the pattern's own stars, which a shell and `--only` take for globs.
    var aliases: [String] { ["nm.unmanaged.\(pattern)"].filter { $0 != id } }
    var title: String { "NetworkManager leaves \(pattern) alone" }
    var expected: String { "every interface that \(pattern) covers is unmanaged" }

    var explanation: Explanation {
        Explanation(
            meaning:
                "Calico sets addresses and routes of \(pattern) itself. Where NetworkManager manages such an "
                + "interface it may set the link down and take addresses and routes off it: pods lose their network.",
            decision:
                "The files are read as NetworkManager reads them, and a name is searched that the pattern covers "
                + "and that "
                + "NetworkManager would manage. The pattern conforms if there is none. That an interface happens to be "
                + "unmanaged now proves nothing: udev, a missing address or an administrator may be the reason.",
            remedy: "nmfence diff shows the drop-in that is missing; nmfence fix writes it without cutting a pod off.")
    }

    /// Who else must be asked before the file is changed.
    private func ownership(_ path: FilePath?, in context: CheckContext) -> String {
        // Where the operator's file cannot be read, nothing is said of it.
        guard let path, let configuration = try? MachineConfig(in: context.root), configuration.owns(path) == true
        else { return "" }
        return ", by a file of a MachineConfig"
    }

    func look(in context: CheckContext) -> Outcome {
        switch context.fence.policy.coverage(of: pattern, udev: context.fence.udev.facts(of:)) {
        case .allUnmanaged(let lines):
            return .pass(
                found: "every name is unmanaged" + ownership(lines.first?.origin.path, in: context),
                evidence: lines.map { context.fence.quote($0.origin) })
        case .counterexample(let name, let decision): return notFenced(name, decision, context)
        case .undetermined(_, let why):
            return .undetermined(because: "it cannot be told, because \(why)")
        }
    }

    private func notFenced(_ name: RawText, _ decision: ManagedDecision, _ context: CheckContext) -> Outcome {
        let fence = context.fence
        let device = DeviceTraits(name: name, kind: pattern.kind)
        let meant = fence.policy.problems(meantFor: device, isManaged: true)
        let because = meant.first.map { problem in
            "; \(problem.place) looks meant for it: \(problem.message)"
        }
        return .fail(
            found: "\(decision.verdict(on: name)): \(decision.reason)\(because ?? "")",
            evidence: fence.evidence(for: decision.decidedBy)
                + meant.map { fence.quote(Origin(path: $0.path, line: $0.line)) },
            remedy: context.remedyByFix)
    }
}
