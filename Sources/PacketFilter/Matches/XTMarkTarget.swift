import CLinux
import Netlink

/// Changes the packet's mark. Ref: net/netfilter/xt_mark.c, mark_tg.
struct XTMarkTarget: Target {
    static let names = ["MARK"]

    /// Nil for an older revision.
    private let info: xt_mark_tginfo2?

    init?(_ info: ExtensionInfo) { self.info = info.revision == 2 ? info.structure(xt_mark_tginfo2.self) : nil }

    func apply(to walk: inout Walk) {
        guard let info else { return walk.state.forgetMark() }
        let bits = zip([UInt8](bytesOf: info.mark), [UInt8](bytesOf: info.mask))
        let value = zip(walk.state.mark, bits).map { $0.masked(~$1.1, flipped: $1.0) }
        walk.state.setMark(value, walk.rule.certainty)
    }
}
