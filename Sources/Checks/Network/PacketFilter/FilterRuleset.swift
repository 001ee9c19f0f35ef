import Node

/// The rules of the packet filter, arranged once for the many packets that are followed through them.
struct FilterRuleset {
    let sets: [FilterSet.Key: FilterSet]
    let addressSets: [UInt16: AddressSet]
    /// By table and name: a node of a large cluster has ten thousand.
    let chains: [FilterSet.Key: FilterChain]
    /// The chains that packets come to by themselves, as the kernel listed them.
    let bases: [FilterChain]
    /// The names of the tables that have chains.
    let tables: Set<String>

    init(_ rules: PacketFilterRules) {
        sets = rules.sets
        addressSets = rules.addressSets
        chains = Dictionary(
            rules.chains.map { (FilterSet.Key($0.table, $0.name), $0) }, uniquingKeysWith: { first, _ in first })
        bases = rules.chains.filter { $0.hook != nil }
        tables = Set(rules.chains.map(\.table.name))
    }
}
