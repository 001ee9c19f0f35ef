/// Changes the packet's mark, or may. Ref: net/netfilter/xt_mark.c, mark_tg, and net/netfilter/xt_connmark.c,
/// connmark_tg.
struct XTMarkTarget: Target {
    static let names = ["MARK", "CONNMARK"]

    init?(_ info: ExtensionInfo) {}

    func apply(to walk: inout Walk) { walk.state.forgetMark() }
}
