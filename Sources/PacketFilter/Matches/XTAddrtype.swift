import Base
import CLinux

/// Kinds of addresses by the routing table. Ref: net/netfilter/xt_addrtype.c, addrtype_mt_v1.
struct XTAddrtype: Match {
    static let names = ["addrtype"]

    private let info: xt_addrtype_info_v1

    init?(_ info: ExtensionInfo) {
        guard info.revision == 1, let structure = info.structure(xt_addrtype_info_v1.self) else { return nil }
        self.info = structure
    }

    func matches(_ walk: Walk) -> Answer {
        let (direction, isIPv6) = (walk.packet.direction, walk.packet.isIPv6)
        let flags = Int(info.flags)
        return Self.isOf(info.source, isOwn: direction == .outgoing, isIPv6).inverted(
            flags & XT_ADDRTYPE_INVERT_SOURCE != 0
        )
        .orYes(where: info.source == 0)
            && Self.isOf(info.dest, isOwn: direction == .incoming, isIPv6).inverted(
                flags & XT_ADDRTYPE_INVERT_DEST != 0
            )
            .orYes(where: info.dest == 0)
    }

    /// Whether an address of this node, or of another one, is of the kinds in a mask.
    private static func isOf(_ mask: UInt16, isOwn: Bool, _ isIPv6: Bool) -> Answer {
        let mask = Int(mask)
        guard isIPv6 else { return Answer(mask & (isOwn ? XT_ADDRTYPE_LOCAL : XT_ADDRTYPE_UNICAST) != 0) }
        // Ref: match_type6. A node's own address is a unicast one, too; routes are asked only for some kinds.
        if mask & (XT_ADDRTYPE_UNSPEC | XT_ADDRTYPE_MULTICAST) != 0 { return .no }
        let isRouted = mask & (XT_ADDRTYPE_LOCAL | XT_ADDRTYPE_ANYCAST | XT_ADDRTYPE_UNREACHABLE) != 0
        return Answer(!isRouted || (isOwn && mask & XT_ADDRTYPE_LOCAL != 0))
    }
}

extension Answer {
    /// Yes where nothing was asked.
    fileprivate func orYes(where isUnasked: Bool) -> Answer { isUnasked ? .yes : self }
}
