/// Takes the packet's mark from its connection, or the other way round. Ref: net/netfilter/xt_connmark.c, connmark_tg.
struct XTConnmarkTarget: Target {
    static let names = ["CONNMARK"]

    init?(_ info: ExtensionInfo) {}

    func apply(to walk: inout Walk) { walk.state.forgetMark() }
}
