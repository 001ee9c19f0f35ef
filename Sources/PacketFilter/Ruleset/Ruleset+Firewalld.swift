/// What of the rules is firewalld's, which makes them anew at each reload.
extension Ruleset {
    /// The tables of nf_tables that firewalld has: its own, and in panic mode or while it starts another one.
    public static func isFirewallds(_ table: Table) -> Bool {
        !table.isLegacy && ["firewalld", "firewalld_policy_drop"].contains(table.name)
    }

    /// Whether firewalld works with iptables, as it does before 0.6 and where FirewallBackend says so.
    public var hasFirewalldChains: Bool { baseChains.contains { firewalldPlace(in: $0) != nil } }

    /// Whether a rule of iptables is firewalld's: those from the jump to its zones on are, in the chain and in those
    /// that it leads to, but for the rules that its users hand through.
    public func isFirewallds(_ location: RuleLocation) -> Bool {
        guard !location.chain.hasSuffix("_direct"),
            let base = baseChains.first(where: { $0.table == location.table && $0.name == location.base }),
            let place = firewalldPlace(in: base), let entry = location.entry
        else { return Self.isFirewallds(location.table) }
        return entry >= place
    }

    private func firewalldPlace(in base: Chain) -> Int? {
        guard base.table.isOfIPTables else { return nil }
        return base.rules.firstIndex { $0.target?.hasPrefix(base.name + "_ZONES") == true }.map { $0 + 1 }
    }
}
