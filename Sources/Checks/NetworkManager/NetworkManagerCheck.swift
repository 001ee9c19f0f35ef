import Fence

/// A check of what NetworkManager does, which is of no matter on a node that has none.
protocol NetworkManagerCheck: Check {
    /// Looks at a node where NetworkManager is, or may be.
    func look(in context: CheckContext) -> Outcome
}

extension NetworkManagerCheck {
    /// Answers that there is none, or looks.
    func evaluate(in context: CheckContext) -> Outcome {
        let presence = context.fence.presence
        guard presence.isAbsent else { return look(in: context) }
        return .skipped(because: presence.reason, evidence: presence.evidence)
    }
}
