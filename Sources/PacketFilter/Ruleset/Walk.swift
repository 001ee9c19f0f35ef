import Base
import CLinux

/// One packet on its way through the chains of the hooks. Ref: net/netfilter/nf_tables_core.c, nft_do_chain.
struct Walk {
    /// The most rules that are looked at for one packet, over all ways through the chains.
    private static let ruleLimit = 400_000

    let packet: Packet
    let ruleset: Ruleset
    /// What rules may have changed about the packet.
    var state: PacketState
    /// What expressions pass to those behind them.
    var registers = Registers()
    /// How the rule that is evaluated stands.
    private(set) var rule = RuleEvaluation()
    /// The table of the rule that is evaluated.
    private(set) var table: Table

    /// Whether Calico's own chains let the packet in: they do so for tunnels from nodes that they know.
    private let isTunnel: Bool
    /// The rules with limits of rates that are used up at times.
    private let busyLimits: Set<Rule.Place>
    private let deadline: Deadline
    /// The name of the chain with the hook that the packet came in by.
    private var base: String
    /// The hook.
    private(set) var point = Chain.Hook.Point.other
    /// Whether the hook's chain is one of nat, which only the first packets of connections come to.
    private var isInNAT = false
    /// Whether the packet comes here in any case: nothing before it may have decided about it.
    private var comesHere = true
    /// The rules with limits of rates that the packet comes to in any case.
    private(set) var limits: Set<Rule.Place> = []
    /// Whether the limit that is evaluated is one that is used up at times.
    private(set) var isAtBusyLimit = false
    /// Whether a limit counted as used up that may never be.
    private(set) var isGuess = false
    /// The place, from 1, of the rule in that chain that is evaluated.
    private var entry: Int?
    /// How many chains led here, one jumping to the next.
    private var depth = 0
    /// How many rules have been looked at.
    private var ruleCount = 0
    /// Whether the time is over.
    private var isTooLate = false

    /// - Parameters:
    ///   - deadline: what is not followed by then is uncertain.
    ///   - busyLimits: the rules with limits of rates that are used up at times, with those of the ruleset.
    init(
        _ packet: Packet, _ ruleset: Ruleset, isTunnel: Bool, by deadline: Deadline, busyLimits: Set<Rule.Place> = []
    ) {
        self.packet = packet
        self.ruleset = ruleset
        self.busyLimits = busyLimits.union(ruleset.busyLimits)
        self.isTunnel = isTunnel
        self.deadline = deadline
        state = PacketState(packet, areConnectionsMarked: ruleset.marksConnections)
        (table, base) = (Table(.inet, ""), "")
    }

    /// The same way from its beginning, for another packet.
    func begun(with packet: Packet, busyLimits: Set<Rule.Place> = []) -> Walk {
        Walk(packet, ruleset, isTunnel: isTunnel, by: deadline, busyLimits: busyLimits)
    }

    /// Follows the packet through a chain that it comes to by itself, up to its policy.
    mutating func follow(base chain: Chain, hook: Chain.Hook) -> ChainOutcome {
        (base, point, entry) = (chain.name, hook.point, nil)
        isInNAT = hook.type == "nat"
        comesHere = comesHere && (hook.devices.isEmpty || packet.input != nil)
        state.isBeforeConntrack = hook.isBeforeConntrack
        var outcome = follow(chain)
        state.leaveHook(goesOn: outcome.goesOn && !hook.dropsByPolicy)
        entry = nil
        if outcome.goesOn {
            if hook.dropsByPolicy { outcome.drop(location(chain, nil)) } else { outcome.accepts = true }
        }
        comesHere = comesHere && outcome.drops.isEmpty
        return outcome
    }

    private mutating func follow(_ chain: Chain) -> ChainOutcome {
        var outcome = ChainOutcome()
        let outer = state.enterChain()
        for (index, rule) in chain.rules.enumerated() {
            if depth == 0 { entry = index + 1 }
            ruleCount += 1
            guard depth <= NMFENCE_NFT_JUMP_STACK_SIZE, ruleCount < Self.ruleLimit, !lookAtClock() else {
                outcome.giveUp(location(chain, rule, doubt: "there are too many ways through the chains"))
                state.leaveChain(outer)
                return outcome
            }
            let before = state.known
            let result = evaluate(rule, in: chain)
            guard result.certainty != .no else { continue }
            var isOver = false
            if let verdict = result.verdict { isOver = apply(verdict, result, rule, chain, &outcome) }
            if result.certainty == .unknown { state.doubt(since: before) }
            if isOver { break }
        }
        state.leaveChain(outer)
        outcome.goesOn = outcome.goesOn || outcome.mayReturn
        return outcome
    }

    /// The clock is looked at now and then, and at the first rule: a packet that comes too late is not followed at all.
    /// Once it is too late no other way is tried.
    private mutating func lookAtClock() -> Bool {
        if !isTooLate, ruleCount & 0xFF == 1 { isTooLate = deadline.hasPassed }
        return isTooLate
    }

    private func location(
        _ chain: Chain, _ rule: Rule?, doubt: String? = nil, diversion: String? = nil
    ) -> RuleLocation {
        RuleLocation(
            chain.table, chain.name, rule, doubt: doubt, diversion: diversion, base: base, hook: point,
            entry: entry, isAnswer: packet.isAnswer)
    }

    // MARK: Rules

    private mutating func evaluate(_ rule: Rule, in chain: Chain) -> RuleEvaluation {
        self.rule = RuleEvaluation()
        self.rule.isAboutServices = chain.isOfServices && packet.direction != .incoming
        self.rule.isAboutOtherPods = rule.target?.hasPrefix("KUBE-POD-FW-") == true
        self.rule.isCalicos = packet.direction == .forwarded && chain.hook != nil && rule.isCalicos
        table = chain.table
        registers.beginRule()
        for expression in rule.expressions {
            if expression.limitsRate { noteLimit(Rule.Place(chain: Chain.Key(table, chain.name), handle: rule.handle)) }
            expression.evaluate(&self)
            if self.rule.isDecided { break }
        }
        return self.rule
    }

    /// The packet comes to a limit of a rate, or may.
    private mutating func noteLimit(_ place: Rule.Place) {
        if comesHere, rule.certainty == .yes, !isInNAT { limits.insert(place) }
        isAtBusyLimit = busyLimits.contains(place)
        guard packet.variety.isWithinLimits == .no else { return }
        // How many connections are opened is not known. Those of VXLAN stay new: it takes other ports for the answers.
        isGuess = isGuess || isInNAT || (packet.transport != .udp && !isAtBusyLimit)
    }

    /// The packet's mark as the rule sees it.
    var mark: [ByteSet] { rule.isCalicos ? [ByteSet](unknown: state.mark.count) : state.mark }

    /// The rest of the rule is evaluated only where a condition holds.
    /// - Parameter reason: what the answer depends on, for people.
    mutating func require(_ answer: Answer, _ reason: @autoclosure () -> String) { rule.require(answer, reason()) }

    /// The rule decides.
    /// - Parameter doubt: why that is not certain, where it is not only the conditions before that are in doubt.
    mutating func decide(_ verdict: Verdict, doubt: String? = nil) { rule.decide(verdict, doubt: doubt) }

    // MARK: Verdicts

    /// - Returns: whether the chain's other rules are not evaluated.
    private mutating func apply(
        _ verdict: Verdict, _ result: RuleEvaluation, _ rule: Rule, _ chain: Chain, _ outcome: inout ChainOutcome
    ) -> Bool {
        let isCertain = result.certainty == .yes
        var here = location(chain, rule, doubt: result.doubt)
        if !isCertain, verdict != .continue { comesHere = false }
        switch verdict {
        case .continue: return false
        // What its policies drop is Calico's to say.
        case .drop where self.rule.isCalicos: return false
        case .accept:
            state.accept()
            outcome.accepts = true
        case .drop: outcome.drop(here)
        case .divert(let to):
            here = location(chain, rule, doubt: result.doubt, diversion: to)
            outcome.drop(here)
        case .return:
            guard !isCertain else { return true }
            state.return()
            outcome.mayReturn = true
            outcome.doubt(here)
            return false
        case .other(let what):
            state.accept()
            outcome.accepts = true
            here = location(chain, rule, doubt: result.doubt ?? what)
            outcome.drop(here)
            outcome.doubt(here)
        case .jump(let name): return jump(to: name, isGoto: false, here, isCertain, from: chain, &outcome)
        case .goto(let name): return jump(to: name, isGoto: true, here, isCertain, from: chain, &outcome)
        }
        if !isCertain { outcome.doubt(here) }
        outcome.goesOn = outcome.goesOn && !isCertain
        return isCertain
    }

    private mutating func jump(
        to name: String, isGoto: Bool, _ here: RuleLocation, _ isCertain: Bool, from chain: Chain,
        _ outcome: inout ChainOutcome
    ) -> Bool {
        var next = enter(name, from: chain)
        if !isCertain, next.accepts || !next.drops.isEmpty { next.doubt(here) }
        outcome.join(next)
        guard isCertain else {
            if isGoto, next.goesOn {
                state.return()
                outcome.mayReturn = true
            }
            return false
        }
        outcome.goesOn = next.goesOn
        return isGoto || !next.goesOn
    }

    private mutating func enter(_ name: String, from chain: Chain) -> ChainOutcome {
        if Chain.isCalicos(name) {
            // In `mangle` Felix accepts what belongs to a connection.
            if point == .prerouting, name == "cali-PREROUTING", state.connection == .established {
                let accepts = ruleset.acceptsInCalicos(chain.table) { $0 == name }
                return ChainOutcome(accepts: accepts, goesOn: !accepts)
            }
            if packet.direction == .forwarded { return pass(calicos: name, of: chain.table) }
            // Felix lets in what comes through its tunnels from its own nodes, and leaves the rest to the rules behind.
            let isLetIn = isTunnel && ["cali-INPUT", "cali-OUTPUT"].contains(name)
            return ChainOutcome(accepts: isLetIn, goesOn: !isLetIn)
        }
        guard let next = ruleset.chains[Chain.Key(chain.table, name)] else {
            let unknown = RuleLocation(
                chain.table, name, nil, doubt: "the chain was not listed", base: base, hook: point, entry: entry,
                isAnswer: packet.isAnswer)
            var outcome = ChainOutcome(accepts: true)
            outcome.drop(unknown)
            outcome.doubt(unknown)
            return outcome
        }
        depth += 1
        defer { depth -= 1 }
        return follow(next)
    }

    /// Passes by chains of Calico's with a packet of a pod that its policies let through. Ref: felix/rules/static.go,
    /// StaticFilterForwardChains and StaticFilterForwardAppendRules; for eBPF felix/dataplane/linux/int_dataplane.go.
    private mutating func pass(calicos name: String, of table: Table) -> ChainOutcome {
        guard point == .forward else { return ChainOutcome() }
        let accepts =
            switch name {
            // Since 3.16 Felix only marks what it lets through, and accepts it by a rule at the end of FORWARD; answers
            // are accepted in the chains of each pod, unless it is told to return.
            case "cali-FORWARD" where packet.isAnswer && state.connection == .established:
                ruleset.acceptsInCalicos(table, { $0.hasPrefix("cali-fw-") || $0.hasPrefix("cali-tw-") })
            case "cali-FORWARD": ruleset.acceptsInCalicos(table, { $0 == "cali-FORWARD" })
            // With eBPF it accepts what goes to pods.
            default: name == "cali-to-wl-dispatch"
            }
        // What Felix accepts there by itself need not have the mark of its policies.
        if accepts { state.markAnyhow() } else { state.markAsAccepted() }
        return ChainOutcome(accepts: accepts, goesOn: !accepts)
    }
}
