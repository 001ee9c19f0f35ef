import Base
import CLinux

/// A list of addresses that packets came from. What puts an address there holds always; whether one is there is not
/// known. Ref: net/netfilter/xt_recent.c, recent_mt.
struct XTRecent: Match {
    static let names = ["recent"]

    private let isSet, isInverted: Bool

    init?(_ info: ExtensionInfo) {
        // Both revisions begin alike.
        guard info.revision <= 1, let info = info.structure(xt_recent_mtinfo.self) else { return nil }
        isSet = Int(info.check_set) & XT_RECENT_SET != 0
        isInverted = info.invert != 0
    }

    func matches(_ walk: Walk) -> Answer { isSet ? Answer(!isInverted) : .unknown }
}
