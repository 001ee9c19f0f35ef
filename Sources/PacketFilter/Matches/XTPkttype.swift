import Base
import CLinux

/// Whom the frame was for: packets that come in are for this host. Ref: net/netfilter/xt_pkttype.c, pkttype_mt.
struct XTPkttype: Match {
    static let names = ["pkttype"]

    private let info: xt_pkttype_info

    init?(_ info: ExtensionInfo) {
        guard info.revision == 0, let structure = info.structure(xt_pkttype_info.self) else { return nil }
        self.info = structure
    }

    func matches(_ walk: Walk) -> Answer {
        guard walk.packet.direction != .outgoing else { return .unknown }
        return Answer(Int(info.pkttype) == NMFENCE_PACKET_HOST).inverted(info.invert != 0)
    }
}
