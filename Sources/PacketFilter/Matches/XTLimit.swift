import Base
import CLinux

/// So many packets in a time. Ref: net/netfilter/xt_limit.c, limit_mt.
struct XTLimit: Match {
    static let names = ["limit"]

    var limitsRate: Bool { true }

    private let limit: PacketLimit

    init?(_ info: ExtensionInfo) {
        guard info.revision == 0, let info = info.structure(xt_rateinfo.self) else { return nil }
        limit = PacketLimit(1, per: UInt64(info.avg), scale: UInt64(XT_LIMIT_SCALE), burst: info.burst)
    }

    func matches(_ walk: Walk) -> Answer { limit.holds(walk) }

    func reason(_ walk: Walk) -> String { PacketLimit.reason }
}
