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

    /// Whether the rest of the rule is not evaluated.
    var isDecided: Bool { certainty == .no || verdict != nil }

    /// Takes in a condition.
    /// - Parameter reason: what the answer depends on, for people.
    mutating func require(_ answer: Answer, _ reason: @autoclosure () -> String) {
        switch answer {
        case .yes: return
        case .no: certainty = .no
        case .unknown:
            if doubt == nil || isAboutServices {
                let reason = reason()
                if isAboutServices, reason.hasPrefix(Packet.receiver) {
                    certainty = .no
                    return
                }
                if doubt == nil { doubt = reason }
            }
            certainty = certainty && .unknown
        }
    }

    /// Takes in a decision.
    /// - Parameter doubt: why it is not certain; nil where only the conditions before may not hold.
    mutating func decide(_ verdict: Verdict, doubt: String? = nil) {
        self.verdict = verdict
        if let doubt { self.doubt = doubt }
    }
}
