import Netlink

/// Drops the packet and tells the sender. Ref: net/netfilter/nft_reject_inet.c, nft_reject_inet_eval.
struct NFTReject: Expression {
    static let names = ["reject"]

    init?(_ attributes: NetlinkAttributes) {}

    func evaluate(_ walk: inout Walk) { walk.decide(.drop) }
}
