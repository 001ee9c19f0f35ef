import Netlink

/// Leaves the decision to a program. Ref: net/netfilter/nft_queue.c, nft_queue_eval.
struct NFTQueue: Expression {
    static let names = ["queue"]

    init?(_ attributes: NetlinkAttributes) {}

    func evaluate(_ walk: inout Walk) { walk.decide(.other("a queue to a program")) }
}
