import Base
import CLinux

/// So many packets in a time from each sender, or the like. Ref: net/netfilter/xt_hashlimit.c, hashlimit_mt_common.
struct XTHashlimit: Match {
    static let names = ["hashlimit"]

    /// Whether packets of all ports have one limit.
    let limitsRate: Bool

    private let limit: PacketLimit
    private let isInverted: Bool

    init?(_ info: ExtensionInfo) {
        let mode: UInt32
        switch info.revision {
        case 1:
            guard let cfg = info.structure(xt_hashlimit_mtinfo1.self)?.cfg else { return nil }
            mode = cfg.mode
            limit = PacketLimit(1, per: UInt64(cfg.avg), scale: UInt64(XT_HASHLIMIT_SCALE), burst: cfg.burst)
        case 2:
            guard let cfg = info.structure(xt_hashlimit_mtinfo2.self)?.cfg else { return nil }
            mode = cfg.mode
            limit = PacketLimit(1, per: cfg.avg, scale: XT_HASHLIMIT_SCALE_v2, burst: UInt32(clamping: cfg.burst))
        case 3:
            guard let cfg = info.structure(xt_hashlimit_mtinfo3.self)?.cfg else { return nil }
            mode = cfg.mode
            limit = PacketLimit(1, per: cfg.avg, scale: XT_HASHLIMIT_SCALE_v2, burst: UInt32(clamping: cfg.burst))
        default: return nil
        }
        // Limits of bytes are not understood.
        guard Int(mode) & (XT_HASHLIMIT_BYTES | XT_HASHLIMIT_RATE_MATCH) == 0 else { return nil }
        isInverted = Int(mode) & XT_HASHLIMIT_INVERT != 0
        limitsRate = Int(mode) & (XT_HASHLIMIT_HASH_SPT | XT_HASHLIMIT_HASH_DPT) == 0
    }

    func matches(_ walk: Walk) -> Answer { limit.holds(walk).inverted(isInverted) }

    func reason(_ walk: Walk) -> String { PacketLimit.reason }
}
