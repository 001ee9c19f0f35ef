import Base

/// The tables in whose chain FORWARD Felix accepts what its policies let through.
///
/// Its rule stands at the end of that chain: what rules before it drop is lost, and what the chain's policy would drop
/// is not. What other tables drop is lost in any case.
public struct FelixForward: Hashable, Sendable {
    /// Where it will do so, and has not yet.
    let future: Set<Table>
    /// Where it may: nothing tells which of the two kinds of iptables it will use.
    let possible: Set<Table>

    /// Why it is not certain whether Felix accepts in a table.
    static let doubt = "whether Felix uses iptables-legacy or iptables-nft"

    /// The place of the rule that leads to Felix's chain in the chain FORWARD of a table, from 1.
    private let jumps: [Table: Int]

    /// Whether Felix will accept at the end of a chain what its policies let through.
    func accepts(in chain: Chain) -> Answer {
        guard chain.hook?.point == .forward, chain.name == "FORWARD" else { return .no }
        return future.contains(chain.table) ? .yes : possible.contains(chain.table) ? .unknown : .no
    }

    /// Whether Felix will accept answers at the top of a chain: it does so for pods in FORWARD, and for all in
    /// PREROUTING of
    /// `mangle`.
    func acceptsAnswer(of chain: Chain, _ connection: ConnectionStates, isAnswer: Bool) -> Bool {
        guard isAnswer, connection == .established else { return false }
        let isInMangle = chain.table.name == "mangle" && chain.name == "PREROUTING"
        let filter = Table(chain.table.family, "filter", isLegacy: chain.table.isLegacy)
        return isInMangle ? future.contains(filter) : accepts(in: chain) == .yes
    }

    /// The place of a rule in FORWARD of a table that comes right behind Felix's jump.
    public func firstPlace(in table: Table) -> Int { (jumps[table] ?? 0) + 1 }

    /// Whether a rule of the chain FORWARD of iptables stands where Felix has marked what it lets through, or will
    /// have.
    public func isBehindMark(_ location: RuleLocation) -> Bool {
        guard location.hook == .forward, location.base == "FORWARD" else { return false }
        if future.contains(location.table) { return true }
        guard let jump = jumps[location.table] else { return false }
        return location.entry.map { $0 > jump } ?? true
    }

    /// Whether a rule of the chain FORWARD comes before the one that leads to Felix's chain.
    public func isBeforeMark(_ location: RuleLocation) -> Bool {
        guard location.hook == .forward, location.base == "FORWARD", let jump = jumps[location.table] else {
            return false
        }
        return location.entry.map { $0 < jump } ?? false
    }

    /// The mark of what Felix's policies let through, unless it was told to use others: IptablesMarkMask.
    public static let mark = "0x10000/0x10000"

    /// As the rules are: where Felix's own are there they count as they stand.
    public init(_ ruleset: Ruleset) {
        let hasOwnTable = ruleset.tableNames.contains("calico")
        let isThere = ruleset.chains.keys.contains { $0.table.name == "filter" && $0.name == "cali-FORWARD" }
        guard !hasOwnTable else {
            (future, possible, jumps) = ([], [], [:])
            return
        }
        let filters = Set(
            [false, true].flatMap { isLegacy in
                [Table.Family.ip, .ip6].map { Table($0, "filter", isLegacy: isLegacy) }
            })
        // A chain of Felix's that nothing leads to any more is filled and jumped to again by a Felix that runs.
        var jumps: [Table: Int] = [:]
        for chain in ruleset.baseChains where chain.name == "FORWARD" && filters.contains(chain.table) {
            if let index = chain.rules.firstIndex(where: \.isCalicos) { jumps[chain.table] = index + 1 }
        }
        self.jumps = jumps
        let kinds: Set<Bool> =
            isThere
            ? Set(ruleset.chains.keys.filter { $0.name == "cali-FORWARD" }.map(\.table.isLegacy))
            : Self.kinds(in: ruleset)
        let own = filters.filter { kinds.contains($0.isLegacy) }.subtracting(jumps.keys)
        (future, possible) = kinds.count > 1 ? ([], own) : (own, [])
    }

    /// The kinds of iptables that Felix would take, legacy or not. Ref: felix/environment/feature_detect_linux.go,
    /// DetectBackend: the one that kubelet uses, else the one with more rules, by the time that it starts.
    private static func kinds(in ruleset: Ruleset) -> Set<Bool> {
        let hints = ["KUBE-IPTABLES-HINT", "KUBE-KUBELET-CANARY"]
        let hinted = Set(
            ruleset.chains.keys.filter { $0.table.name == "mangle" && hints.contains($0.name) }.map(\.table.isLegacy))
        if hinted.count == 1 { return hinted }
        let used = ruleset.chains.values.filter { chain in
            chain.table.isOfIPTables && (!chain.rules.isEmpty || chain.hook?.dropsByPolicy == true)
        }
        let kinds = Set(used.map(\.table.isLegacy))
        return kinds
    }
}
