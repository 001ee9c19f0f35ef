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
    /// How it is decided, for the explanation.
    var decision: String { get }
    /// How it is mended, for the explanation.
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
    var explanation: Explanation { Explanation(meaning: row.why, decision: decision, remedy: remedy) }

    /// Answers that the row does not apply, or looks.
    func evaluate(in context: CheckContext) -> Outcome {
        if row.condition == .ipv6, case .failure(let error) = context.node.ipv6 {
            return undetermined("whether IPv6 is on is not known: \(error)", [Evidence(error)])
        }
        guard let reason = reasonToSkip(in: context) else { return look(in: context) }
        return .skipped(because: reason)
    }

    /// An answer where something could not be read.
    /// - Parameter reason: what is not known, and why.
    func undetermined(_ reason: String, _ evidence: [Evidence] = [], remedy: String? = nil) -> Outcome {
        .undetermined(
            because: reason, evidence: evidence, remedy: remedy ?? "run nmfence as root, on the node itself")
    }

    /// The same for a file.
    func undetermined(_ error: FileError) -> Outcome { undetermined("\(error)", [Evidence(error)]) }

    func reasonToSkip(in context: CheckContext) -> String? {
        switch row.condition {
        case nil: nil
        case .ipv6: context.node.hasIPv6 == .no ? "IPv6 is off on this node" : nil
        case .bgp:
            encapsulations == ["vxlan"] ? "with VXLAN alone no BGP is spoken; --encapsulation ipip asks for it" : nil
        case .ipip, .vxlan, .wireguard, .bpf:
            row.condition.flatMap { condition in
                encapsulations.contains(condition.rawValue)
                    ? nil : "not used; --encapsulation \(condition.rawValue) asks for it"
            }
        }
    }
}
