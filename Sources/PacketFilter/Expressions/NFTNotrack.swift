import Netlink

/// The connection is not tracked. Ref: net/netfilter/nft_ct.c, nft_notrack_eval.
struct NFTNotrack: Expression {
    static let names = ["notrack"]

    init?(_ attributes: NetlinkAttributes) {}

    func evaluate(_ walk: inout Walk) { walk.state.notrack(walk.rule.certainty) }
}
