import Netlink

/// Gives the packet to a socket of this node. Ref: net/netfilter/nft_tproxy.c, nft_tproxy_eval.
struct NFTTproxy: Expression {
    static let names = ["tproxy"]

    init?(_ attributes: NetlinkAttributes) {}

    func evaluate(_ walk: inout Walk) { walk.decide(.other("a transparent proxy")) }
}
