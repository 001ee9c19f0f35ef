import Base

/// Messages of ICMP, which the packets that are followed are not. Ref: net/ipv4/netfilter/ip_tables.c, icmp_match.
struct XTIcmp: Match {
    static let names = ["icmp", "icmp6"]

    init?(_ info: ExtensionInfo) {}

    func matches(_ walk: Walk) -> Answer { .no }
}
