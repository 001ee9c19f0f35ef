/// One rule: expressions that are evaluated one after the other, until one does not hold.
public struct Rule: Sendable {
    /// Where it stands.
    public struct Place: Hashable, Sendable {
        let chain: Chain.Key
        let handle: UInt64
    }

    /// The number by which `nft -a` shows it; in x_tables its place in the chain, from 1.
    public let handle: UInt64
    /// The comment that `nft` keeps with a rule; iptables has a match for it.
    private let kept: String?
    /// What it does.
    let expressions: [any Expression]

    init(handle: UInt64, comment: String? = nil, _ expressions: [any Expression]) {
        self.handle = handle
        kept = comment
        self.expressions = expressions
    }

    /// The same rule with another number.
    func numbered(_ handle: UInt64) -> Rule { Rule(handle: handle, comment: kept, expressions) }

    /// The comment that its maker gave it.
    public var comment: String? {
        kept ?? expressions.lazy.compactMap(\.comment).first
    }

    /// Whether Felix made it: it knows its own rules by such comments.
    var isCalicos: Bool { comment?.hasPrefix("cali:") == true }

    /// The chain that it leads to at its end; nil where it leads to none.
    var target: String? {
        switch expressions.last?.verdict {
        case .jump(let name), .goto(let name): name
        default: nil
        }
    }

    /// Whether it ends in letting packets through.
    var isAcceptance: Bool { if case .accept? = expressions.last?.verdict { true } else { false } }
}
