import Base
import CLinux
import Netlink

/// A comment, which always holds. Ref: net/netfilter/xt_comment.c, comment_mt.
struct XTComment: Match {
    static let names = ["comment"]

    /// As its maker wrote it.
    var comment: String? { bytes.text }

    private let bytes: ArraySlice<UInt8>

    init?(_ info: ExtensionInfo) { bytes = info.bytes }

    func matches(_ walk: Walk) -> Answer { .yes }
}
