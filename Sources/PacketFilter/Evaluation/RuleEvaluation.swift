import Base

/// How a rule stands for a packet after some of its expressions.
struct RuleEvaluation {
    /// Whether all conditions so far hold.
    private(set) var certainty = Answer.yes
    /// Why that is not certain, for people: the first reason.
    private(set) var doubt: String?
    /// What the rule decides; nil where it has not decided.
    private(set) var verdict: Verdict?
    /// Whether the rule is about the addresses of services, which no node has, and the packet is for a node.
    var isAboutServices = false
    /// Whether it is about the addresses of pods that are not Calico's, which none of these packets has.
    var isAboutOtherPods = false
    /// Whether it is Felix's own and the packet one that Felix lets through: marks are as it asks for.
    var isCalicos = false

    /// Whether the rest of the rule is not evaluated.
    var isDecided: Bool { certainty == .no || verdict != nil }

    /// Takes in a condition.
    /// - Parameter reason: what the answer depends on, for people.
    mutating func require(_ answer: Answer, _ reason: @autoclosure () -> String) {
        if isCalicos, answer != .yes, Self.marks.contains(where: reason().hasPrefix) { return }
        switch answer {
        case .yes: return
        case .no: certainty = .no
        case .unknown:
            if doubt == nil || isAboutServices || isAboutOtherPods {
                let reason = reason()
                let isReceiver = reason.hasPrefix(Packet.receiver)
                if isAboutServices && isReceiver
                    || isAboutOtherPods && (isReceiver || reason.hasPrefix(Packet.sender))
                {
                    certainty = .no
                    return
                }
                if doubt == nil { doubt = reason }
            }
            certainty = certainty && .unknown
        }
    }

    /// How reasons begin that are about the packet's mark.
    private static let marks = ["the mark", "the match mark"]

    /// Takes in a decision.
    /// - Parameter doubt: why it is not certain; nil where only the conditions before may not hold.
    mutating func decide(_ verdict: Verdict, doubt: String? = nil) {
        self.verdict = verdict
        if let doubt { self.doubt = doubt }
    }
}
