/// The rules of a packet filter as the kernel has them, from nftables or the older xtables.
public struct PacketFilterRules: Hashable, Sendable {
    /// All chains of the families that see packets of IPv4 or IPv6.
    public var chains: [FilterChain]
    /// The sets that rules look up, by table and name.
    public var sets: [FilterSet.Key: FilterSet]
    /// The sets of ip_set that rules of xtables look up, by the kernel's numbers.
    public var addressSets: [UInt16: AddressSet] = [:]

    /// Rules that were read.
    public init(chains: [FilterChain] = [], sets: [FilterSet.Key: FilterSet] = [:]) {
        self.chains = chains
        self.sets = sets
    }
}

/// The table that chains and sets are in.
public struct FilterTable: Hashable, Sendable, CustomStringConvertible {
    /// Whose packets its chains see.
    public enum Family: String, Hashable, Sendable { case ip, ip6, inet, netdev }

    /// Whether it is a table of the older xtables: `iptables-legacy`, or `ip6tables-legacy` for IPv6.
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
}

/// A list of rules.
public struct FilterChain: Hashable, Sendable {
    /// Where packets come to a chain by themselves.
    public struct Hook: Hashable, Sendable {
        /// The place on a packet's way.
        public enum Place: Hashable, Sendable { case ingress, prerouting, input, output, postrouting, other }

        /// The place.
        public let place: Place
        /// Lower ones come first.
        public let priority: Int32
        /// `filter`, `nat` or `route`.
        public let kind: String
        /// Whether packets that no rule decided about are dropped.
        public let dropsByPolicy: Bool
        /// The interfaces whose packets come here; empty for all.
        public let devices: [String]

        /// A hook.
        public init(
            _ place: Place, priority: Int32, kind: String = "filter", dropsByPolicy: Bool = false,
            devices: [String] = []
        ) {
            self.place = place
            self.priority = priority
            self.kind = kind
            self.dropsByPolicy = dropsByPolicy
            self.devices = devices
        }
    }

    /// Its table.
    public let table: FilterTable
    /// Its name.
    public let name: String
    /// Nil for a chain that others jump to.
    public let hook: Hook?
    /// In their order.
    public var rules: [FilterRule]

    /// A chain.
    public init(_ table: FilterTable, _ name: String, hook: Hook? = nil, rules: [FilterRule] = []) {
        self.table = table
        self.name = name
        self.hook = hook
        self.rules = rules
    }
}

/// The elements that a rule looks a value up in.
public struct FilterSet: Hashable, Sendable {
    /// What a set is found by.
    public struct Key: Hashable, Sendable {
        /// Its table.
        public let table: FilterTable
        /// Its name.
        public let name: String

        /// A name in a table.
        public init(_ table: FilterTable, _ name: String) {
            self.table = table
            self.name = name
        }
    }

    /// One value, or all from one to another.
    public struct Element: Hashable, Sendable {
        /// The lowest value.
        public let first: [UInt8]
        /// The highest; nil for no end.
        public let last: [UInt8]?
        /// What a map gives for it; nil in a set, and where it is no verdict.
        public let verdict: FilterVerdict?

        /// An element.
        public init(_ first: [UInt8], to last: [UInt8]?, verdict: FilterVerdict? = nil) {
            self.first = first
            self.last = last
            self.verdict = verdict
        }
    }

    /// Its elements.
    public let elements: [Element]
    /// What a map gives where no element fits; nil where it gives nothing.
    public let fallback: FilterVerdict?
    /// Whether the elements are all that counts: false for sets of intervals of more than one field, and for sets that
    /// packets themselves change.
    public let isWhole: Bool

    /// A set.
    public init(_ elements: [Element], fallback: FilterVerdict? = nil, isWhole: Bool = true) {
        self.elements = elements
        self.fallback = fallback
        self.isWhole = isWhole
    }
}
