import Base
import CLinux
import Netlink

/// The packet's mark. Ref: net/netfilter/xt_mark.c, mark_mt.
struct XTMark: Match {
    static let names = ["mark"]

    private let mark, mask: [UInt8]
    private let isInverted: Bool

    init?(_ info: ExtensionInfo) {
        guard info.revision == 1, let info = info.structure(xt_mark_mtinfo1.self) else { return nil }
        mark = Array(bytesOf: info.mark)
        mask = Array(bytesOf: info.mask)
        isInverted = info.invert != 0
    }

    func matches(_ walk: Walk) -> Answer {
        zip(walk.mark, mask).map { $0.masked($1) }.equals(mark).inverted(isInverted)
    }
}
