import CLinux
import Netlink

/// An object by its name: a counter or a helper decides nothing; a quota or a limit holds or not, and is not
/// understood. Ref: net/netfilter/nft_objref.c, nft_objref_eval.
enum NFTObjref: Expression {
    static let names = ["objref"]

    case passive
    case synproxy

    init?(_ attributes: NetlinkAttributes) {
        switch attributes[NFTA_OBJREF_IMM_TYPE]?.network32.map(Int32.init(truncatingIfNeeded:)) {
        case NFT_OBJECT_SYNPROXY: self = .synproxy
        case NFT_OBJECT_COUNTER, NFT_OBJECT_CT_HELPER, NFT_OBJECT_TUNNEL, NFT_OBJECT_CT_TIMEOUT, NFT_OBJECT_SECMARK,
            NFT_OBJECT_CT_EXPECT:
            self = .passive
        default: return nil
        }
    }

    func evaluate(_ walk: inout Walk) {
        if case .synproxy = self { NFTSynproxy.decide(&walk) }
    }
}
