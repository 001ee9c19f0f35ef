import Base
import CLinux

/// Which headers of IPv6 there are: none but that of the transport. Ref: net/ipv6/netfilter/ip6t_ipv6header.c,
/// ipv6header_mt6.
struct XTIPv6Header: Match {
    static let names = ["ipv6header"]

    private let info: ip6t_ipv6header_info

    init?(_ info: ExtensionInfo) {
        guard info.revision == 0, let structure = info.structure(ip6t_ipv6header_info.self) else { return nil }
        self.info = structure
    }

    func matches(_ walk: Walk) -> Answer {
        let present = UInt8(MASK_PROTO)
        // Soft, only the headers that are named count.
        guard info.modeflag == 0 else {
            return Answer((present ^ info.matchflags ^ info.invflags) & info.matchflags == 0)
        }
        return Answer((present == info.matchflags) == (info.invflags == 0))
    }
}
