/// One rule: expressions that are evaluated one after the other, until one does not hold.
public struct Rule: Sendable {
    /// The number by which `nft -a` shows it; in x_tables its place in the chain, from 1.
    public let handle: UInt64
    /// The comment that its maker gave it.
    public let comment: String?
    /// What it does.
    let expressions: [any Expression]

    init(handle: UInt64, comment: String? = nil, _ expressions: [any Expression]) {
        self.handle = handle
        self.comment = comment
        self.expressions = expressions
    }
}
