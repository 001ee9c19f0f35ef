/// The connection is not tracked. Ref: net/netfilter/xt_CT.c, notrack_tg.
struct XTNotrack: Target {
    static let names = ["NOTRACK"]

    var tracksConnections: Bool { true }

    init?(_ info: ExtensionInfo) {}

    func apply(to walk: inout Walk) { walk.state.notrack(walk.rule.certainty) }
}
