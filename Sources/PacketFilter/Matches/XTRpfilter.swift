import Base
import CLinux

/// Whether the way back to the sender is the one that the packet came by, which it is. Ref:
/// net/ipv4/netfilter/ipt_rpfilter.c, rpfilter_mt.
struct XTRpfilter: Match {
    static let names = ["rpfilter"]

    private let isInverted: Bool

    init?(_ info: ExtensionInfo) {
        guard info.revision == 0, let info = info.structure(xt_rpfilter_info.self) else { return nil }
        isInverted = Int(info.flags) & XT_RPFILTER_INVERT != 0
    }

    func matches(_ walk: Walk) -> Answer { Answer(!isInverted) }
}
