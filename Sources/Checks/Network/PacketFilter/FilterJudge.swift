import DBus
import Node

/// Follows a packet through the chains of the packet filter and says what may become of it.
///
/// It is careful: what cannot be told from the rules alone, such as a limit, a set that packets change or the sender's address,
/// may hold or not. Calico's own chains are not followed: what they do is Calico's to say.
struct FilterJudge {
    /// A rule, or a chain's policy.
    struct Place: Hashable {
        let table: FilterTable
        let chain: String
        /// Nil for the policy.
        let rule: FilterRule?
        /// Why it is not certain; nil where it is.
        let doubt: String?
        /// Where the rule takes the packet to; nil where it drops it.
        let diversion: String?
        /// The chain with the hook that the packet came in by.
        let base: String
        /// Whether the packet is the answer to a row's first one.
        let isAnswer: Bool
    }

    /// What may become of the packet.
    enum Judgement: Hashable {
        /// Nothing drops it.
        case open
        /// Each of these drops it, or takes it elsewhere, in any case.
        case closed([Place])
        /// These decide, and it is not certain how.
        case uncertain([Place])
    }

    /// What may come out of a list of rules.
    private struct Fate {
        var accepts = false
        private(set) var drops: [Place] = []
        private(set) var doubts: [Place] = []
        /// Whether a packet may get to the end of the list.
        var goesOn = true
        /// Whether a rule that may hold leads back to the list's caller.
        var mayReturn = false

        /// The most places of a kind that are noted: lists of addresses that are kept out have thousands, and no one reads all.
        private static let limit = 16

        init(accepts: Bool = false, goesOn: Bool = true) { (self.accepts, self.goesOn) = (accepts, goesOn) }

        /// Something drops the packet here, or may.
        mutating func drop(_ place: Place) {
            // One that is certain weighs more than those that are not, and is kept in any case.
            let isCertainFirst = place.doubt == nil && !drops.contains { $0.doubt == nil }
            guard drops.count < Self.limit || isCertainFirst, !drops.contains(place) else { return }
            drops.append(place)
        }

        /// Something decides here, and it is not certain how.
        mutating func doubt(_ place: Place) {
            guard doubts.count < Self.limit, !doubts.contains(place) else { return }
            doubts.append(place)
        }

        /// What may come out of a chain that was jumped to.
        mutating func join(_ other: Fate) {
            accepts = accepts || other.accepts
            other.drops.forEach { drop($0) }
            other.doubts.forEach { doubt($0) }
        }
    }

    /// The most rules that are looked at for one packet, over all ways through the chains.
    private static let patience = 400_000

    let packet: FilterPacket
    let rules: FilterRuleset
    private let hooks: [FilterChain]
    /// Whether Calico's own chains let the packet in: they do so for tunnels from nodes that they know.
    private let isTunnel: Bool
    private let deadline: Deadline

    /// - Parameters:
    ///   - deadline: what is not followed by then is uncertain.
    ///   - isForeign: whether a table is to be judged.
    init(
        _ rules: FilterRuleset, _ packet: FilterPacket, isTunnel: Bool, by deadline: Deadline,
        in isForeign: (FilterTable) -> Bool
    ) {
        self.packet = packet
        self.deadline = deadline
        self.isTunnel = isTunnel
        self.rules = rules
        let places: [FilterChain.Hook.Place] =
            packet.direction == .incoming ? [.ingress, .prerouting, .input] : [.output, .postrouting]
        hooks = places.flatMap { place in
            // Of chains with one priority the kernel asks the one that was made last first.
            rules.bases.filter { $0.hook?.place == place && $0.table.sees(packet) && isForeign($0.table) }
                .enumerated().sorted {
                    ($0.element.hook?.priority ?? 0, -$0.offset) < ($1.element.hook?.priority ?? 0, -$1.offset)
                }
                .map(\.element)
        }
    }

    /// Follows the packet.
    /// - Returns: what may become of it, and what it may then be of its connection.
    func follow() -> (judgement: Judgement, connection: Set<FilterPacket.Connection>) {
        var state = FilterState(packet.connection)
        var closed: [Place] = []
        var uncertain: [Place] = []
        var place: FilterChain.Hook.Place?
        for chain in hooks {
            if chain.hook?.place != place { state.isTranslated = .no }
            place = chain.hook?.place
            guard let hook = chain.hook,
                hook.devices.isEmpty || packet.interface.map({ hook.devices.contains($0.name) }) != false
            else { continue }
            // Chains of nat see the first packet of a connection, so no answer and none that belongs to no connection.
            let isNAT = hook.kind == "nat"
            if isNAT, packet.isAnswer || state.connection.isDisjoint(with: [.new]) || state.isTranslated == .yes {
                continue
            }
            let wasTranslated = state.isTranslated
            state.isBeforeTracking = hook.isBeforeTracking
            var fate = walk(chain, &state, base: chain, depth: 0)
            state.leaveHook(goesOn: fate.goesOn && !hook.dropsByPolicy)
            if fate.goesOn {
                if hook.dropsByPolicy {
                    fate.drop(self.place(chain, nil, base: chain))
                } else {
                    fate.accepts = true
                }
            }
            let isCertainHere =
                (hook.devices.isEmpty || packet.interface != nil)
                && !(isNAT && (state.connection != [.new] || wasTranslated == .maybe))
            guard let first = fate.drops.first(where: { $0.doubt == nil }) ?? fate.drops.first else { continue }
            // What comes behind is asked all the same: it must be mended, too.
            if !fate.accepts, isCertainHere {
                closed.append(first)
            } else {
                uncertain += fate.doubts.isEmpty ? fate.drops : fate.doubts
            }
        }
        let judgement: Judgement =
            closed.isEmpty ? uncertain.isEmpty ? .open : .uncertain(uncertain) : .closed(closed)
        return (judgement, state.connection)
    }

    private func place(
        _ chain: FilterChain, _ rule: FilterRule?, doubt: String? = nil, diversion: String? = nil, base: FilterChain
    ) -> Place {
        Place(
            table: chain.table, chain: chain.name, rule: rule, doubt: doubt, diversion: diversion, base: base.name,
            isAnswer: packet.isAnswer)
    }

    // MARK: Chains

    private func walk(_ chain: FilterChain, _ state: inout FilterState, base: FilterChain, depth: Int) -> Fate {
        var fate = Fate()
        let outer = state.enterChain()
        defer { state.leaveChain(outer) }
        for rule in chain.rules {
            state.steps += 1
            guard depth <= 16, state.steps < Self.patience, !isTooLate(state.steps) else {
                let here = place(chain, rule, doubt: "there are too many ways through the chains", base: base)
                fate.accepts = true
                fate.drop(here)
                fate.doubt(here)
                fate.goesOn = false
                return fate
            }
            let before = state
            let (verdict, certainty, doubt) = take(rule, in: chain, &state)
            guard certainty != .no, let verdict else {
                if certainty == .maybe { state.doubt(since: before) }
                continue
            }
            let isOver = apply(verdict, certainty, doubt, rule, chain, &state, base, depth, &fate)
            if certainty == .maybe { state.doubt(since: before) }
            if isOver { break }
        }
        fate.goesOn = fate.goesOn || fate.mayReturn
        return fate
    }

    /// The clock is looked at now and then, and at the first rule: a packet that comes too late is not followed at all.
    private func isTooLate(_ steps: Int) -> Bool { steps & 0xFF == 1 && deadline.hasPassed }

    /// - Returns: whether the chain's other rules are not asked.
    private func apply(
        _ verdict: FilterVerdict, _ certainty: Trilean, _ doubt: String?, _ rule: FilterRule, _ chain: FilterChain,
        _ state: inout FilterState, _ base: FilterChain, _ depth: Int, _ fate: inout Fate
    ) -> Bool {
        let isCertain = certainty == .yes
        let here = place(chain, rule, doubt: doubt, base: base)
        switch verdict {
        case .proceed: return false
        case .accept:
            state.accept()
            fate.accepts = true
            if !isCertain { fate.doubt(here) }
            fate.goesOn = fate.goesOn && !isCertain
            return isCertain
        case .drop, .divert:
            var here = here
            if case .divert(let to) = verdict { here = place(chain, rule, doubt: doubt, diversion: to, base: base) }
            fate.drop(here)
            if !isCertain { fate.doubt(here) }
            fate.goesOn = fate.goesOn && !isCertain
            return isCertain
        case .giveBack:
            if !isCertain {
                state.giveBack()
                fate.doubt(here)
                fate.mayReturn = true
            }
            return isCertain
        case .other(let what):
            state.accept()
            fate.accepts = true
            let unknown = place(chain, rule, doubt: doubt ?? what, base: base)
            fate.drop(unknown)
            fate.doubt(unknown)
            fate.goesOn = fate.goesOn && !isCertain
            return isCertain
        case .jump(let name), .goto(let name):
            var next = enter(name, from: chain, &state, base, depth)
            if !isCertain, next.accepts || !next.drops.isEmpty { next.doubt(here) }
            fate.join(next)
            var isGoto = false
            if case .goto = verdict { isGoto = true }
            guard isCertain else {
                if isGoto, next.goesOn {
                    state.giveBack()
                    fate.mayReturn = true
                }
                return false
            }
            fate.goesOn = next.goesOn
            return isGoto || !next.goesOn
        }
    }

    private func enter(
        _ name: String, from chain: FilterChain, _ state: inout FilterState, _ base: FilterChain, _ depth: Int
    ) -> Fate {
        if name.hasPrefix("cali-") {
            // Felix lets in what comes through its tunnels from its own nodes, and leaves the rest to the rules behind.
            let isLetIn = isTunnel && ["cali-INPUT", "cali-OUTPUT"].contains(name)
            return Fate(accepts: isLetIn, goesOn: !isLetIn)
        }
        guard let next = rules.chains[FilterSet.Key(chain.table, name)] else {
            let unknown = Place(
                table: chain.table, chain: name, rule: nil, doubt: "the chain was not listed", diversion: nil,
                base: base.name, isAnswer: packet.isAnswer)
            var fate = Fate(accepts: true)
            fate.drop(unknown)
            fate.doubt(unknown)
            return fate
        }
        return walk(next, &state, base: base, depth: depth + 1)
    }
}

extension FilterChain.Hook {
    /// Whether packets come here before their connections are looked up: NF_IP_PRI_CONNTRACK of linux/netfilter_ipv4.h.
    fileprivate var isBeforeTracking: Bool {
        place == .ingress || ([.prerouting, .output].contains(place) && priority < -200)
    }
}

extension FilterTable {
    /// Whether the packet comes to the table's chains.
    fileprivate func sees(_ packet: FilterPacket) -> Bool {
        switch family {
        case .ip: !packet.isIPv6
        case .ip6: packet.isIPv6
        case .inet, .netdev: true
        }
    }
}
