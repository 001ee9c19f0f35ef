import Base
import CLinux

/// The packet's mark. Ref: net/netfilter/xt_mark.c, mark_mt.
struct XTMark: Match {
    static let names = ["mark"]

    private let test: MarkTest

    init?(_ info: ExtensionInfo) {
        guard info.revision == 1, let info = info.structure(xt_mark_mtinfo1.self) else { return nil }
        test = MarkTest(info.mark, mask: info.mask, invert: info.invert)
    }

    func matches(_ walk: Walk) -> Answer { test.holds(for: walk.mark) }
}
