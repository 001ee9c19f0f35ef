import Base
import PacketFilter

extension Evaluation.Outcome {
    var isClosed: Bool { if case .closed = self { true } else { false } }
    var isPartial: Bool { if case .partial = self { true } else { false } }

    /// The rules that drop the packets, or some of them; nil where that is not certain.
    var droppingRules: [RuleLocation]? {
        switch self {
        case .closed(let rules), .partial(let rules): rules
        case .open, .uncertain: nil
        }
    }

    /// The worst of some outcomes, with the rules of all that are to be mended.
    static func worst(_ outcomes: [Self]) -> Self {
        let (closed, partial) = (outcomes.filter(\.isClosed), outcomes.filter(\.isPartial))
        let rules = (closed + partial).compactMap(\.droppingRules).flatMap(\.self).unique
        if !closed.isEmpty { return .closed(rules) }
        return partial.isEmpty ? outcomes.last { $0 != .open } ?? .open : .partial(rules)
    }

    /// What becomes of a packet and of the answer to it. Both are to be mended where both are dropped.
    static func both(_ first: Self, _ answer: Self) -> Self {
        guard let rules = first.droppingRules, let others = answer.droppingRules else {
            return worst([answer, first])
        }
        return first.isClosed || answer.isClosed ? .closed(rules + others) : .partial(rules + others)
    }

    /// The best of what becomes of packets to several ports.
    static func best(_ outcomes: [Self]) -> Self {
        guard !outcomes.contains(.open) else { return .open }
        return outcomes.first { $0.droppingRules == nil } ?? outcomes.first(where: \.isPartial) ?? outcomes.first
            ?? .open
    }

    /// The worst of the outcomes; what closes the way in some of them only is not certain.
    static func agreed(_ outcomes: [Self], or doubt: String) -> Self {
        guard !outcomes.allSatisfy(\.isClosed) else { return worst(outcomes) }
        let dropping = outcomes.compactMap(\.droppingRules)
        guard dropping.count < outcomes.count else { return .partial(dropping.flatMap(\.self).unique) }
        return worst(
            outcomes.map { outcome in
                guard let rules = outcome.droppingRules else { return outcome }
                return .uncertain(rules.map { $0.doubted(doubt) })
            })
    }
}
