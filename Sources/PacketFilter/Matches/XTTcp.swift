import Base
import CLinux

/// Ports and flags of TCP. Ref: net/netfilter/xt_tcpudp.c, tcp_mt.
struct XTTcp: Match {
    static let names = ["tcp"]

    private let info: xt_tcp

    init?(_ info: ExtensionInfo) {
        guard info.revision == 0, let structure = info.structure(xt_tcp.self) else { return nil }
        self.info = structure
    }

    /// Which options the packet has but for one is the system's matter; yes where none is asked for.
    private var hasOption: Answer {
        [0, PacketHeader.maximumSegmentSizeOption].contains(info.option) ? .yes : .unknown
    }

    func matches(_ walk: Walk) -> Answer {
        let packet = walk.packet
        guard packet.transport == .tcp else { return .no }
        func isInverted(_ flag: Int32) -> Bool { Int32(info.invflags) & flag != 0 }
        return PortRange(info.spts).contains(packet.sources).inverted(isInverted(XT_TCP_INV_SRCPT))
            && PortRange(info.dpts).contains(packet.destinations).inverted(isInverted(XT_TCP_INV_DSTPT))
            && Answer(packet.flags & info.flg_mask == info.flg_cmp).inverted(isInverted(XT_TCP_INV_FLAGS))
            && hasOption.inverted(isInverted(XT_TCP_INV_OPTION))
    }
}
