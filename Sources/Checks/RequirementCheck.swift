import Base
import Fence
import Node
import Requirements

/// A check of one row of a profile: its name, weight and reference are the row's.
protocol RequirementCheck: Check {
    /// The row.
    var row: Requirement { get }
    /// The encapsulations that the cluster uses.
    var encapsulations: [String] { get }
    /// What is checked, what that needs and where its limits are: at most three sentences.
    var decision: String { get }
    /// What else decides, at length; empty where ``decision`` says all.
    var details: String { get }
    /// How it is fixed, for the explanation.
    var remedy: String { get }
    /// Looks at the node, where the row applies.
    func look(in context: CheckContext) -> Outcome
}

extension RequirementCheck {
    var id: String { row.id }
    var title: String { row.what }
    var expected: String { row.what }
    var severity: Severity { row.severity }
    var reference: String { row.reference }
    var details: String { "" }
    var explanation: Explanation {
        Explanation(meaning: row.why, decision: decision, details: details, remedy: remedy)
    }

    /// Answers that the row does not apply, or looks.
    func evaluate(in context: CheckContext) -> Outcome {
        if row.condition == .ipv6, case .failure(let error) = context.node.ipv6 {
            return undetermined("cannot determine whether IPv6 is enabled: \(error)", [Evidence(error)])
        }
        guard let reason = reasonToSkip(in: context) else { return look(in: context) }
        return .skipped(because: reason)
    }

    /// An answer where something could not be read.
    /// - Parameter reason: what is not known, and why.
    func undetermined(_ reason: String, _ evidence: [Evidence] = [], remedy: String? = nil) -> Outcome {
        .undetermined(
            because: reason, evidence: evidence, remedy: remedy ?? "run nmfence as root on the node")
    }

    /// The same for a file.
    func undetermined(_ error: FileError) -> Outcome { undetermined("\(error)", [Evidence(error)]) }

    func reasonToSkip(in context: CheckContext) -> String? {
        switch row.condition {
        case nil: nil
        case .ipv6: context.node.hasIPv6 == .no ? "IPv6 is disabled on this node" : nil
        case .bgp:
            row.isAsked(encapsulations)
                ? nil : "BGP is not used with VXLAN only; add --encapsulation ipip to check it"
        case .ipip, .vxlan, .wireguard, .bpf:
            row.condition.flatMap { condition in
                row.isAsked(encapsulations)
                    ? nil : "not in use; add --encapsulation \(condition.rawValue) to check it"
            }
        }
    }
}
