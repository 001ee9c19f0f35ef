import Base
import CLinux

/// Whom the frame was for: this host. What a node or a tunnel sends keeps the kind that a new buffer has, the same one;
/// PACKET_OUTGOING is for taps only. Ref: net/netfilter/xt_pkttype.c, pkttype_mt; net/core/skbuff.c, skb_scrub_packet.
struct XTPkttype: Match {
    static let names = ["pkttype"]

    private let info: xt_pkttype_info

    init?(_ info: ExtensionInfo) {
        guard info.revision == 0, let structure = info.structure(xt_pkttype_info.self) else { return nil }
        self.info = structure
    }

    func matches(_ walk: Walk) -> Answer {
        Answer(Int(info.pkttype) == NMFENCE_PACKET_HOST).inverted(info.invert != 0)
    }
}
