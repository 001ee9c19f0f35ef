import Base
import Netlink

/// Gives the packet another sender, which decides nothing but that the chain is done with. Ref:
/// net/netfilter/nft_masq.c, nft_masq_eval.
struct NFTMasq: Expression {
    static let names = ["masq"]

    var tracksConnections: Bool { true }

    init?(_ attributes: NetlinkAttributes) {}

    func evaluate(_ walk: inout Walk) {
        walk.state.isTranslated = .yes
        walk.decide(.accept)
    }
}
