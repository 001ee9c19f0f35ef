import Base
import CLinux

/// Ports of UDP. Ref: net/netfilter/xt_tcpudp.c, udp_mt.
struct XTUdp: Match {
    static let names = ["udp"]

    private let info: xt_udp

    init?(_ info: ExtensionInfo) {
        guard info.revision == 0, let structure = info.structure(xt_udp.self) else { return nil }
        self.info = structure
    }

    func matches(_ walk: Walk) -> Answer {
        let packet = walk.packet
        guard packet.transport == .udp else { return .no }
        func isInverted(_ flag: Int32) -> Bool { Int32(info.invflags) & flag != 0 }
        return PortRange(info.spts).contains(packet.sources).inverted(isInverted(XT_UDP_INV_SRCPT))
            && PortRange(info.dpts).contains(packet.destinations).inverted(isInverted(XT_UDP_INV_DSTPT))
    }
}
