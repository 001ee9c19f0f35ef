import CLinux

/// The table that chains and sets are in.
public struct Table: Hashable, Sendable, CustomStringConvertible {
    /// Whose packets its chains see.
    public enum Family: String, Hashable, Sendable {
        case ip, ip6, inet, netdev

        /// By the kernel's number, `NFPROTO_…`; nil for families that see no packets of IPv4 or IPv6.
        init?(_ number: UInt8) {
            switch Int(number) {
            case NFPROTO_INET: self = .inet
            case NFPROTO_IPV4: self = .ip
            case NFPROTO_NETDEV: self = .netdev
            case NFPROTO_IPV6: self = .ip6
            default: return nil
            }
        }
    }

    /// Whether it is a table of the older x_tables: of `iptables-legacy`, or of `ip6tables-legacy` for IPv6.
    public let isLegacy: Bool
    /// Whose packets.
    public let family: Family
    /// Its name.
    public let name: String

    /// A table.
    public init(_ family: Family, _ name: String, isLegacy: Bool = false) {
        self.family = family
        self.name = name
        self.isLegacy = isLegacy
    }

    /// As `nft` and `iptables-legacy` name it.
    public var description: String {
        isLegacy ? "\(family == .ip6 ? "ip6tables" : "iptables")-legacy \(name)" : "\(family.rawValue) \(name)"
    }

    /// Whether iptables works with it.
    public var isOfIPTables: Bool {
        [.ip, .ip6].contains(family) && ["filter", "nat", "mangle", "raw", "security"].contains(name)
    }

    /// Whether a packet comes to the table's chains.
    func sees(_ packet: Packet) -> Bool {
        switch family {
        case .ip: !packet.isIPv6
        case .ip6: packet.isIPv6
        case .inet, .netdev: true
        }
    }
}
