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
    var title: String { "NetworkManager ignores \(pattern)" }
    var expected: String { "all interfaces matching \(pattern) are unmanaged" }

    var explanation: Explanation {
        Explanation(
            meaning:
                "Calico configures the addresses and routes of \(pattern). If NetworkManager manages such an "
                + "interface, "
                + "it may take it down and remove its addresses and routes: pods lose their network.",
            decision:
                "Reads the configuration as NetworkManager does and searches for a name that matches the pattern and "
                + "would be managed; passes if there is none. Needs read access to all files. An interface that is "
                + "unmanaged only because of udev, a missing address or a runtime setting is not protected.",
            remedy: "nmfence diff shows the missing drop-in; nmfence fix writes it without interrupting pods.")
    }

    /// Who else must be asked before the file is changed.
    private func ownership(_ path: FilePath?, in context: CheckContext) -> String {
        // Where the operator's file cannot be read, nothing is said of it.
        guard let path, let configuration = try? MachineConfig(in: context.root), configuration.owns(path) == .yes
        else { return "" }
        return " (the file belongs to a MachineConfig)"
    }

    func look(in context: CheckContext) -> Outcome {
        switch context.fence.policy.coverage(of: pattern, udev: context.fence.udev.facts(of:)) {
        case .allUnmanaged(let lines):
            return .pass(
                found: "all matching names are unmanaged" + ownership(lines.first?.origin.path, in: context),
                evidence: lines.map { context.fence.quote($0.origin) })
        case .counterexample(let name, let decision): return notFenced(name, decision, context)
        case .undetermined(_, let why):
            return .undetermined(because: "\(why)").caused(by: cause("\(why)", in: context))
        }
    }

    private func notFenced(_ name: RawText, _ decision: ManagedDecision, _ context: CheckContext) -> Outcome {
        let fence = context.fence
        let device = DeviceTraits(name: name, kind: pattern.kind)
        let meant = fence.policy.problems(meantFor: device, isManaged: .yes)
        let because = meant.first.map { problem in
            // A line that undoes another did what it says; it was not meant for the interface.
            switch problem.kind {
            case .discardsEarlier, .hidesList, .turnsExceptions: "; \(problem.place): \(problem.message)"
            default: "; \(problem.place) looks intended for it: \(problem.message)"
            }
        }
        return .fail(
            found: "\(decision.verdict(on: name)): \(decision.reason)\(because ?? "")",
            evidence: fence.evidence(for: decision.decidedBy)
                + meant.map { fence.quote(Origin(path: $0.path, line: $0.line)) },
            remedy: context.remedyByFix
        )
        .claiming("\(decision.verdictOnSeveral): \(decision.reason)\(because ?? "")", of: pattern)
        .caused(by: cause(decision.reason + (because ?? ""), in: context))
    }

    /// Patterns that fail for one reason have one cause; where NetworkManager cannot read its files, it is that.
    private func cause(_ reason: String, in context: CheckContext) -> String {
        context.fence.policy.stack.refusals.isEmpty ? "fence: \(reason)" : ConfigurationSyntaxCheck.cause
    }
}
