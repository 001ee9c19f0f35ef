/// The rules of a packet filter as the kernel has them, from nftables and the older x_tables, arranged for the many
/// packets that are followed through them.
public struct Ruleset: Sendable {
    /// The chains that packets come to by themselves, as the kernel listed them.
    let baseChains: [Chain]
    /// All chains of the families that see packets of IPv4 or IPv6: a node of a large cluster has ten thousand.
    let chains: [Chain.Key: Chain]
    /// The sets that rules look up.
    let sets: [Chain.Key: NFTSet]
    /// The sets of ip_set that rules of x_tables look up, by the kernel's numbers.
    let ipsets: [UInt16: IPSet]
    /// Whether rules set the marks of connections.
    let marksConnections: Bool
    /// Whether rules limit rates.
    public let limitsRates: Bool
    /// The rules whose limits of rates are used up at times, whatever else comes to them: what follows packets through
    /// the ruleset knows which packets come in such numbers. None until it says so.
    public var busyLimits: Set<Rule.Place> = []
    /// The names of the tables that have chains.
    public let tableNames: Set<String>

    init(chains: [Chain] = [], sets: [Chain.Key: NFTSet] = [:], ipsets: [UInt16: IPSet] = [:]) {
        self.sets = sets
        self.ipsets = ipsets
        self.chains = Dictionary(
            chains.map { (Chain.Key($0.table, $0.name), $0) }, uniquingKeysWith: { first, _ in first })
        baseChains = chains.filter { $0.hook != nil }
        func has(_ isAsked: (any Expression) -> Bool) -> Bool {
            chains.contains { chain in chain.rules.contains { $0.expressions.contains(where: isAsked) } }
        }
        marksConnections = has(\.marksConnection)
        limitsRates = has(\.limitsRate)
        tableNames = Set(chains.map(\.table.name))
    }

    /// Whether a rule has connections of the packet's version of IP tracked. Otherwise chains of nat see no packet,
    /// unless another part of the kernel (IPVS, Open vSwitch) has them tracked.
    func tracksConnections(of packet: Packet) -> Bool {
        chains.values.contains { chain in
            chain.table.sees(packet) && chain.rules.contains { $0.expressions.contains(where: \.tracksConnections) }
        }
    }

    /// Whether a chain of a table accepts anything.
    func acceptsInCalicos(_ table: Table, _ isAsked: (String) -> Bool) -> Bool {
        chains.values.contains { $0.table == table && isAsked($0.name) && $0.rules.contains(where: \.isAcceptance) }
    }

    /// Whether no packet comes to any rule.
    public var isEmpty: Bool { baseChains.isEmpty }
}

extension Ruleset {
    /// The names of the chains with rules in tables that iptables works with.
    /// - Parameter isLegacy: of the older x_tables, or of nf_tables.
    public func populatedChains(isLegacy: Bool) -> [String] {
        chains.values.filter { $0.table.isLegacy == isLegacy && $0.table.isOfIPTables && !$0.rules.isEmpty }.map(\.name)
    }
}
