/// A rule, or a chain's policy, and what it does to a packet.
public struct RuleLocation: Hashable, Sendable {
    /// The rule, by what `nft -a list chain` or `iptables --line-numbers` show.
    public struct Number: Hashable, Sendable {
        /// The handle; in x_tables the place in the chain, from 1.
        public let handle: UInt64
        /// The comment that its maker gave it.
        public let comment: String?
    }

    /// The table.
    public let table: Table
    /// The chain.
    public let chain: String
    /// Nil for the policy.
    public let rule: Number?
    /// Why it is not certain; nil where it is.
    public let doubt: String?
    /// Where the rule takes the packet to; nil where it drops it.
    public let diversion: String?
    /// The chain with the hook that the packet came in by.
    public let base: String
    /// The hook.
    public let hook: Chain.Hook.Point
    /// The place, from 1, of the rule in that chain by which the packet came here; nil for its policy.
    public let entry: Int?
    /// Whether the packet is the answer to the first one.
    public let isAnswer: Bool

    init(
        _ table: Table, _ chain: String, _ rule: Rule?, doubt: String? = nil, diversion: String? = nil, base: String,
        hook: Chain.Hook.Point, entry: Int?, isAnswer: Bool
    ) {
        self.init(
            table, chain, rule.map { Number(handle: $0.handle, comment: $0.comment) }, doubt, diversion, base, hook,
            entry, isAnswer)
    }

    private init(
        _ table: Table, _ chain: String, _ rule: Number?, _ doubt: String?, _ diversion: String?, _ base: String,
        _ hook: Chain.Hook.Point, _ entry: Int?, _ isAnswer: Bool
    ) {
        self.table = table
        self.chain = chain
        self.rule = rule
        self.doubt = doubt
        self.diversion = diversion
        self.base = base
        self.hook = hook
        self.entry = entry
        self.isAnswer = isAnswer
    }

    /// The same rule, with a reason why it is not certain.
    public func doubted(_ doubt: String) -> RuleLocation {
        RuleLocation(table, chain, rule, doubt, diversion, base, hook, entry, isAnswer)
    }
}
