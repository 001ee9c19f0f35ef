import Base
import CLinux
import Netlink

/// Looks for an extension header of IPv6, of which the packets that are followed have none. Ref:
/// net/netfilter/nft_exthdr.c, nft_exthdr_ipv6_eval.
enum NFTExthdr: Expression {
    static let names = ["exthdr"]

    /// Loads a field of the header, and so holds only where it is there.
    case load
    /// Loads whether it is there.
    case presence(to: Register)
    /// An option of TCP is written, which decides nothing.
    case write

    init?(_ attributes: NetlinkAttributes) {
        guard attributes[NFTA_EXTHDR_SREG] == nil else {
            self = .write
            return
        }
        // The other operations are about options, which may be there. Before Linux 4.11 there are none.
        let operation = attributes[NFTA_EXTHDR_OP]?.network32 ?? NFT_EXTHDR_OP_IPV6.rawValue
        guard operation == NFT_EXTHDR_OP_IPV6.rawValue else { return nil }
        let isPresence = (attributes[NFTA_EXTHDR_FLAGS]?.network32 ?? 0) & NFT_EXTHDR_F_PRESENT.rawValue != 0
        let to = attributes.register(NFTA_EXTHDR_DREG)
        self = isPresence ? to.map { .presence(to: $0) } ?? .load : .load
    }

    func evaluate(_ walk: inout Walk) {
        switch self {
        case .load: walk.require(.no, "")
        case .presence(let to): walk.registers.store([ByteSet(0)], in: to, subject: "a value")
        case .write: break
        }
    }
}
