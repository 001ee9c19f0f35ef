import Base
import CLinux

/// How long segments may be, as the first packet of TCP and the answer to it say. Ref: net/netfilter/xt_tcpmss.c,
/// tcpmss_mt.
struct XTTcpmss: Match {
    static let names = ["tcpmss"]

    private let info: xt_tcpmss_match_info

    init?(_ info: ExtensionInfo) {
        guard info.revision == 0, let structure = info.structure(xt_tcpmss_match_info.self) else { return nil }
        self.info = structure
    }

    func matches(_ walk: Walk) -> Answer {
        guard walk.packet.transport == .tcp else { return .no }
        let sizes = PacketHeader.maximumSegmentSizes(isIPv6: walk.packet.isIPv6)
        let ports = UInt16(sizes.lowerBound)...UInt16(sizes.upperBound)
        return PortRange(info.mss_min, info.mss_max).contains(ports).inverted(info.invert != 0)
    }

    func reason(_ walk: Walk) -> String { Packet.options }
}
