import Base

/// A comment, which always holds. Ref: net/netfilter/xt_comment.c, comment_mt.
struct XTComment: Match {
    static let names = ["comment"]

    init?(_ info: ExtensionInfo) {}

    func matches(_ walk: Walk) -> Answer { .yes }
}
