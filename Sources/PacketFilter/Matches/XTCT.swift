import CLinux

/// Says how the connection is tracked, if at all. Ref: net/netfilter/xt_CT.c, xt_ct_target_v0 and v1.
struct XTCT: Target {
    static let names = ["CT"]

    var tracksConnections: Bool { true }

    private let isNotrack: Bool

    init?(_ info: ExtensionInfo) {
        // All revisions begin alike.
        isNotrack = (info.structure(UInt16.self).map(Int.init) ?? 0) & XT_CT_NOTRACK != 0
    }

    func apply(to walk: inout Walk) {
        if isNotrack { walk.state.notrack(walk.rule.certainty) }
    }
}
