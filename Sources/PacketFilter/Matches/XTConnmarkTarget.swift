import CLinux

/// Takes the packet's mark from its connection, or the other way round. Ref: net/netfilter/xt_connmark.c, connmark_tg.
struct XTConnmarkTarget: Target {
    static let names = ["CONNMARK"]

    var tracksConnections: Bool { true }

    /// Nil for a revision that is not understood.
    private let mode: Int?

    init?(_ info: ExtensionInfo) {
        mode =
            switch info.revision {
            case 1: info.structure(xt_connmark_tginfo1.self).map { Int($0.mode) }
            case 2: info.structure(xt_connmark_tginfo2.self).map { Int($0.mode) }
            default: nil
            }
    }

    func apply(to walk: inout Walk) {
        if mode != XT_CONNMARK_RESTORE { walk.state.forgetConnectionMark() }
        if ![XT_CONNMARK_SET, XT_CONNMARK_SAVE].contains(mode) { walk.state.forgetMark() }
    }
}
