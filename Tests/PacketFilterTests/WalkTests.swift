import Base
import Netlink
import Testing

@testable import PacketFilter

/// The way of a packet through chains and hooks.
@Suite struct WalkTests {
    private static let table = Table(.inet, "t")

    private func chain(_ name: String, hook: Chain.Hook? = nil, _ expressions: [any Expression]...) -> Chain {
        Chain(
            Self.table, name, hook: hook,
            rules: expressions.enumerated().map { Rule(handle: UInt64($0 + 1), $1) })
    }

    private func outcome(_ chains: Chain..., packet: Packet = RuleCase.packets[0]) -> Evaluation.Outcome {
        var evaluation = Evaluation(Ruleset(chains: chains), packet, by: Deadline(after: .seconds(30)))
        return evaluation.run().outcome
    }

    private func verdict(_ verdict: Verdict) -> [any Expression] { [NFTImmediate.verdict(verdict)] }
    private var perhaps: any Expression { UnknownExpression(name: "limit") }
    private let input = Chain.Hook(.input, priority: 0)
    private let closing = Chain.Hook(.input, priority: 0, dropsByPolicy: true)

    private func doubts(_ outcome: Evaluation.Outcome) -> [String?] {
        if case .uncertain(let rules) = outcome { rules.map(\.doubt) } else { [] }
    }

    @Test func `a verdict of accept ends the hook, and the next hook is asked all the same`() {
        #expect(outcome(chain("a", hook: input, verdict(.accept), verdict(.drop))) == .open)
        let later = Chain.Hook(.input, priority: 10)
        let closed = outcome(chain("a", hook: input, verdict(.accept)), chain("b", hook: later, verdict(.drop)))
        guard case .closed(let rules) = closed else {
            Issue.record("\(closed)")
            return
        }
        #expect(rules.map(\.chain) == ["b"] && rules.first?.rule?.handle == 1)
    }

    @Test func `a jump comes back, a goto does not, and a return leads to the policy`() {
        let sub = chain("sub", verdict(.return))
        let drop = verdict(.drop)
        #expect(outcome(chain("a", hook: input, verdict(.jump("sub"))), sub) == .open)
        #expect(outcome(chain("a", hook: input, verdict(.jump("sub")), drop), sub) != .open)
        #expect(outcome(chain("a", hook: input, verdict(.goto("sub")), drop), sub) == .open)
        #expect(outcome(chain("a", hook: closing, verdict(.return), verdict(.accept))) != .open)
        #expect(doubts(outcome(chain("a", hook: input, verdict(.jump("none"))))) == ["the chain was not listed"])
    }

    @Test func `what may hold leaves both ways open, and says why`() {
        #expect(doubts(outcome(chain("a", hook: input, [perhaps] + verdict(.drop)))) == ["the expression limit"])
        #expect(doubts(outcome(chain("a", hook: closing, [perhaps] + verdict(.accept)))) == ["the expression limit"])
        #expect(outcome(chain("a", hook: input, [perhaps] + verdict(.accept))) == .open)
        #expect(outcome(chain("a", hook: input, [perhaps] + verdict(.accept), verdict(.drop))) != .open)
    }

    @Test func `chains may jump sixteen deep and no deeper`() {
        func deep(_ count: Int) -> Evaluation.Outcome {
            var chains = [chain("0", hook: input, verdict(.jump("1")))]
            for depth in 1..<count { chains.append(chain("\(depth)", verdict(.jump("\(depth + 1)")))) }
            chains.append(chain("\(count)", verdict(.drop)))
            var evaluation = Evaluation(Ruleset(chains: chains), RuleCase.packets[0], by: Deadline(after: .seconds(30)))
            return evaluation.run().outcome
        }
        if case .closed = deep(16) {} else { Issue.record("\(deep(16))") }
        #expect(doubts(deep(17)) == ["there are too many ways through the chains"])
        let loop = outcome(chain("0", hook: input, verdict(.jump("1"))), chain("1", verdict(.jump("1"))))
        #expect(doubts(loop) == ["there are too many ways through the chains"])
    }

    @Test func `a deadline that has passed leaves everything uncertain`() {
        let ruleset = Ruleset(chains: [chain("a", hook: input, verdict(.accept))])
        var evaluation = Evaluation(ruleset, RuleCase.packets[0], by: Deadline(after: .zero))
        #expect(doubts(evaluation.run().outcome) == ["there are too many ways through the chains"])
    }

    @Test func `Calico's chains are not followed, and let its tunnels in`() {
        let base = chain("INPUT", hook: closing, verdict(.jump("cali-INPUT")))
        let calico = chain("cali-INPUT", verdict(.drop))
        for isTunnel in [false, true] {
            var evaluation = Evaluation(
                Ruleset(chains: [base, calico]), RuleCase.packets[1], isTunnel: isTunnel,
                by: Deadline(after: .seconds(30)))
            #expect((evaluation.run().outcome == .open) == isTunnel)
        }
    }

    @Test func `chains of nat see neither answers nor what another one has translated`() {
        let hook = Chain.Hook(.prerouting, priority: -100, type: "nat")
        let divert = chain("a", hook: hook, verdict(.divert(to: "elsewhere")))
        #expect(outcome(divert) != .open)
        #expect(outcome(divert, packet: RuleCase.packets[0].answer(to: .new)) == .open)
    }

    @Test func `an untracked packet has an answer that belongs to no connection`() throws {
        let raw = Chain.Hook(.prerouting, priority: -300)
        let notrack = try #require(NFTNotrack(.init()))
        var evaluation = Evaluation(
            Ruleset(chains: [chain("a", hook: raw, [notrack])]), RuleCase.packets[0], by: Deadline(after: .seconds(30)))
        let connection = evaluation.run().connection
        #expect(connection == .untracked)
        #expect(RuleCase.packets[0].answer(to: connection).connection == .invalid)
        #expect(RuleCase.packets[0].answer(to: .new).connection == .established)
    }

    @Test func `an interface that is not a chain's device is not asked, one that is not known may be`() {
        let hook = Chain.Hook(.ingress, priority: 0, devices: ["eth1"])
        let chain = chain("a", hook: hook, verdict(.drop))
        #expect(outcome(chain) == .open)
        if case .uncertain = outcome(chain, packet: Packet(.incoming, .tcp, number: 179)) {} else { Issue.record() }
    }

    @Test func `of thousands of rules that may drop a few are named, and one that does in any case among them`() {
        var rules = (1...100).map { Rule(handle: $0, [perhaps] + verdict(.drop)) }
        rules.append(Rule(handle: 101, verdict(.drop)))
        let outcome = outcome(Chain(Self.table, "a", hook: input, rules: rules))
        guard case .closed(let found) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(found.map(\.rule?.handle) == [101])
    }
}
