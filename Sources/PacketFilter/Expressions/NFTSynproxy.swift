import Netlink

/// Opens the connection in the receiver's name first. Ref: net/netfilter/nft_synproxy.c, nft_synproxy_do_eval.
struct NFTSynproxy: Expression {
    static let names = ["synproxy"]

    var tracksConnections: Bool { true }

    init?(_ attributes: NetlinkAttributes) {}

    func evaluate(_ walk: inout Walk) { Self.decide(&walk) }

    static func decide(_ walk: inout Walk) { walk.decide(.other("a proxy of connections")) }
}
