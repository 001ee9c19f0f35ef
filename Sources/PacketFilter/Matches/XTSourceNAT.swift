import Base

/// Gives the packet another sender, which decides nothing but that its chain is done with. Ref: net/netfilter/xt_nat.c,
/// xt_snat_target_v0, and net/netfilter/xt_MASQUERADE.c, masquerade_tg.
struct XTSourceNAT: Target {
    static let names = ["SNAT", "MASQUERADE"]

    var tracksConnections: Bool { true }

    init?(_ info: ExtensionInfo) {}

    func apply(to walk: inout Walk) {
        walk.state.isTranslated = .yes
        walk.decide(.accept)
    }
}
