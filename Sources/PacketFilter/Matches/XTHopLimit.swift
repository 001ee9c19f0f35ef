import Base
import CLinux

/// How many more routers the packet may come to. Ref: net/netfilter/xt_hl.c, ttl_mt and hl_mt6.
struct XTHopLimit: Match {
    static let names = ["ttl", "hl"]

    /// Both structures are alike, and so are their modes.
    private let info: ipt_ttl_info

    init?(_ info: ExtensionInfo) {
        guard info.revision == 0, let structure = info.structure(ipt_ttl_info.self), structure.mode <= IPT_TTL_GT
        else { return nil }
        self.info = structure
    }

    func matches(_ walk: Walk) -> Answer {
        let limits = [PacketHeader.hopLimits]
        return switch Int(info.mode) {
        case IPT_TTL_EQ: limits.equals([info.ttl])
        case IPT_TTL_NE: !limits.equals([info.ttl])
        case IPT_TTL_LT: limits.isLess(than: [info.ttl])
        default: !limits.isWithin([0], [info.ttl])
        }
    }

    func reason(_ walk: Walk) -> String { "the packet's hop limit" }
}
