import CLinux

/// A table of the older x_tables.
public struct XTableName: Hashable, Sendable {
    /// The tables that there are, in the order in which packets come to them at one hook, with the priority of their
    /// chains: `enum nf_ip_hook_priorities`, and net/ipv4/netfilter/iptable_nat.c.
    static let priorities: [String: Int32] = [
        "raw": NF_IP_PRI_RAW.rawValue, "mangle": NF_IP_PRI_MANGLE.rawValue, "nat": NF_IP_PRI_NAT_DST.rawValue,
        "filter": NF_IP_PRI_FILTER.rawValue, "security": NF_IP_PRI_SECURITY.rawValue,
    ]

    let table: Table

    /// Nil where there is no such table.
    /// - Parameters:
    ///   - name: such as `filter`.
    ///   - isIPv6: whether it is one of ip6tables.
    public init?(_ name: String, isIPv6: Bool) {
        guard Self.priorities[name] != nil else { return nil }
        table = Table(isIPv6 ? .ip6 : .ip, name, isLegacy: true)
    }
}
