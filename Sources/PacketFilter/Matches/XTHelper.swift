import Base
import CLinux

/// Connections that another one announced, which these are not. Ref: net/netfilter/xt_helper.c, helper_mt.
struct XTHelper: Match {
    static let names = ["helper"]

    var tracksConnections: Bool { true }

    private let isInverted: Bool

    init?(_ info: ExtensionInfo) {
        guard info.revision == 0, let info = info.structure(xt_helper_info.self) else { return nil }
        isInverted = info.invert != 0
    }

    func matches(_ walk: Walk) -> Answer { Answer(isInverted) }
}
