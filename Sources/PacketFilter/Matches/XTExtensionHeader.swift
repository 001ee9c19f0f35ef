import Base

/// Headers of IPv6 that the packet has not: whatever else is asked, and inverted or not. Ref:
/// net/ipv6/netfilter/ip6t_rt.c, rt_mt6, and its like.
struct XTExtensionHeader: Match {
    static let names = ["rt", "frag", "ah", "hbh", "dst", "mh", "esp"]

    init?(_ info: ExtensionInfo) {}

    func matches(_ walk: Walk) -> Answer { .no }
}
