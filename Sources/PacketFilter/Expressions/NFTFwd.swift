import Netlink

/// Sends the packet out by another interface. Ref: net/netfilter/nft_fwd_netdev.c, nft_fwd_netdev_eval.
struct NFTFwd: Expression {
    static let names = ["fwd"]

    init?(_ attributes: NetlinkAttributes) {}

    func evaluate(_ walk: inout Walk) { walk.decide(.divert(to: "another interface")) }
}
