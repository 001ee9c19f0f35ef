import PacketFilter

extension Evaluation.Outcome {
    var isClosed: Bool { if case .closed = self { true } else { false } }

    /// The worst of some outcomes.
    static func worst(_ outcomes: [Self]) -> Self {
        outcomes.first(where: \.isClosed) ?? outcomes.last { $0 != .open } ?? .open
    }

    /// The worst of the outcomes; what closes the way in some of them only is not certain.
    static func agreed(_ outcomes: [Self], or doubt: String) -> Self {
        guard !outcomes.allSatisfy(\.isClosed) else { return worst(outcomes) }
        return worst(
            outcomes.map { outcome in
                guard case .closed(let rules) = outcome else { return outcome }
                return .uncertain(rules.map { $0.doubted(doubt) })
            })
    }
}
