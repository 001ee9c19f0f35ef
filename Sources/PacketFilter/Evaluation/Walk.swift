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
    private let deadline: Deadline
    /// The name of the chain with the hook that the packet came in by.
    private var base: String
    /// How many chains led here, one jumping to the next.
    private var depth = 0
    /// How many rules have been looked at.
    private var ruleCount = 0

    /// - Parameter deadline: what is not followed by then is uncertain.
    init(_ packet: Packet, _ ruleset: Ruleset, isTunnel: Bool, by deadline: Deadline) {
        self.packet = packet
        self.ruleset = ruleset
        self.isTunnel = isTunnel
        self.deadline = deadline
        state = PacketState(packet.connection)
        (table, base) = (Table(.inet, ""), "")
    }

    /// Follows the packet through a chain that it comes to by itself, up to its policy.
    mutating func follow(base chain: Chain, hook: Chain.Hook) -> ChainOutcome {
        base = chain.name
        state.isBeforeConntrack = hook.isBeforeConntrack
        var outcome = follow(chain)
        state.leaveHook(goesOn: outcome.goesOn && !hook.dropsByPolicy)
        if outcome.goesOn {
            if hook.dropsByPolicy { outcome.drop(location(chain, nil)) } else { outcome.accepts = true }
        }
        return outcome
    }

    private mutating func follow(_ chain: Chain) -> ChainOutcome {
        var outcome = ChainOutcome()
        let outer = state.enterChain()
        for rule in chain.rules {
            ruleCount += 1
            guard depth <= NMFENCE_NFT_JUMP_STACK_SIZE, ruleCount < Self.ruleLimit, !isTooLate else {
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
    private var isTooLate: Bool { ruleCount & 0xFF == 1 && deadline.hasPassed }

    private func location(
        _ chain: Chain, _ rule: Rule?, doubt: String? = nil, diversion: String? = nil
    ) -> RuleLocation {
        RuleLocation(
            chain.table, chain.name, rule, doubt: doubt, diversion: diversion, base: base, isAnswer: packet.isAnswer)
    }

    // MARK: Rules

    private mutating func evaluate(_ rule: Rule, in chain: Chain) -> RuleEvaluation {
        self.rule = RuleEvaluation()
        self.rule.isAboutServices = chain.isOfServices && packet.direction == .outgoing
        table = chain.table
        registers.beginRule()
        for expression in rule.expressions {
            expression.evaluate(&self)
            if self.rule.isDecided { break }
        }
        return self.rule
    }

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
        switch verdict {
        case .continue: return false
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
            // Felix lets in what comes through its tunnels from its own nodes, and leaves the rest to the rules behind.
            let isLetIn = isTunnel && ["cali-INPUT", "cali-OUTPUT"].contains(name)
            return ChainOutcome(accepts: isLetIn, goesOn: !isLetIn)
        }
        guard let next = ruleset.chains[Chain.Key(chain.table, name)] else {
            let unknown = RuleLocation(
                chain.table, name, nil, doubt: "the chain was not listed", base: base, isAnswer: packet.isAnswer)
            var outcome = ChainOutcome(accepts: true)
            outcome.drop(unknown)
            outcome.doubt(unknown)
            return outcome
        }
        depth += 1
        defer { depth -= 1 }
        return follow(next)
    }
}
