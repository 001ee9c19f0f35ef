/// A change that a command makes to the rules, so that packets can be followed through what it leaves.
public enum RulesetEdit: Hashable, Sendable {
    /// A rule that accepts packets comes into a chain.
    /// - Parameter place: the place that it gets, from 1.
    case accept(AcceptedPackets, in: Chain.Key, place: Int)
    /// A rule is taken out of its chain, by the number that ``RuleLocation/Number`` has.
    case delete(UInt64, from: Chain.Key)
    /// The chain's policy lets packets through.
    case acceptByPolicy(Chain.Key)

    /// The chain that it changes.
    public var chain: Chain.Key {
        switch self {
        case .accept(_, let chain, _), .delete(_, let chain), .acceptByPolicy(let chain): chain
        }
    }
}

extension Ruleset {
    /// The rules as a change leaves them. Which limits are used up is to be found out anew.
    public func edited(by edit: RulesetEdit) -> Ruleset {
        var chains = baseChains + self.chains.values.filter { $0.hook == nil }
        guard let index = chains.firstIndex(where: { Chain.Key($0.table, $0.name) == edit.chain }) else { return self }
        chains[index] = chains[index].edited(by: edit)
        return Ruleset(chains: chains, sets: sets, ipsets: ipsets)
    }
}

extension Chain {
    fileprivate func edited(by edit: RulesetEdit) -> Chain {
        var (hook, rules) = (hook, rules)
        switch edit {
        case .accept(let packets, _, let place):
            let rule = Rule(handle: 0, packets.expressions + [NFTImmediate.verdict(.accept)])
            rules.insert(rule, at: min(max(place - 1, 0), rules.count))
        case .delete(let handle, _): rules.removeAll { $0.handle == handle }
        case .acceptByPolicy: hook = hook?.acceptingByPolicy
        }
        // Rules of x_tables have the numbers of their places.
        if table.isLegacy { rules = rules.enumerated().map { $1.numbered(UInt64($0 + 1)) } }
        return Chain(table, name, hook: hook, rules: rules)
    }
}

extension Chain.Hook {
    fileprivate var acceptingByPolicy: Self { Self(point, priority: priority, type: type, devices: devices) }
}
