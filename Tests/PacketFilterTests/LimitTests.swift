import Base
import CLinux
import Netlink
import Testing

@testable import PacketFilter

/// Limits of rates, and which packets come in such numbers that they use them up.
@Suite struct LimitTests {
    private static let table = Table(.inet, "t")
    private static let hook = Chain.Hook(.input, priority: 0, dropsByPolicy: true)

    /// -m limit --limit 5/s --limit-burst 5
    private static var limit: any Expression {
        var info = xt_rateinfo()
        (info.avg, info.burst) = (UInt32(XT_LIMIT_SCALE) / 5, 5)
        return NFTMatch(ExtensionInfo(name: "limit", revision: 0, bytes: [UInt8](bytesOf: info)[...]))
    }

    private static let established: any Expression = NFTMatch(
        ExtensionInfo(name: "state", revision: 0, bytes: [UInt8](bytesOf: UInt32(NMFENCE_CT_STATE_ESTABLISHED))[...]))

    /// A chain that drops what its rules do not accept.
    private static func ruleset(_ matches: [[any Expression]], hook: Chain.Hook = hook) -> Ruleset {
        let rules = matches.enumerated().map { index, matches in
            Rule(handle: UInt64(index + 1), matches + [NFTImmediate.verdict(.accept)])
        }
        return Ruleset(chains: [Chain(table, "c", hook: hook, rules: rules)])
    }

    private static func evaluation(_ ruleset: Ruleset, _ packet: Packet) -> Evaluation {
        Evaluation(ruleset, packet, by: Deadline(after: .seconds(30)))
    }

    /// Whether some packets get through and others do not; nil where that is not certain.
    private static func isPartial(_ ruleset: Ruleset, _ packet: Packet) -> Bool? {
        var evaluation = evaluation(ruleset, packet)
        return switch evaluation.run().outcome {
        case .partial: true
        case .open, .closed: false
        case .uncertain: nil
        }
    }

    private static func limits(_ ruleset: Ruleset, _ packet: Packet) -> [UInt64] {
        evaluation(ruleset, packet).limits().map(\.handle).sorted()
    }

    private let bgp = RuleCase.packets[0]
    private let vxlan = RuleCase.packets[1]
    private let ipip = RuleCase.packets[2]

    @Test func `a limit that tunnels use up lets some connections through, and of another one that is not known`() {
        var ruleset = Self.ruleset([[Self.limit]])
        #expect(Self.isPartial(ruleset, bgp) == nil)
        #expect(Self.isPartial(ruleset, vxlan) == true && Self.isPartial(ruleset, ipip) == true)
        ruleset.busyLimits = Self.evaluation(ruleset, vxlan).limits()
        #expect(Self.isPartial(ruleset, bgp) == true)
    }

    @Test func `the packets of a tunnel whose both ways are one connection come to no limit behind an accept of those`()
    {
        let ruleset = Self.ruleset([[Self.established], [Self.limit]])
        #expect(Self.limits(ruleset, ipip).isEmpty && Self.isPartial(ruleset, ipip) == nil)
        // VXLAN takes other ports for the answers: for connection tracking all its packets are new.
        #expect(Self.limits(ruleset, vxlan) == [2] && Self.isPartial(ruleset, vxlan) == true)
    }

    @Test func `packets use up a limit only where nothing before may have decided about them`() {
        let perhaps: any Expression = UnknownExpression(name: "perhaps")
        #expect(Self.limits(Self.ruleset([[Self.limit]]), vxlan) == [1])
        #expect(Self.limits(Self.ruleset([[], [Self.limit]]), vxlan).isEmpty)
        #expect(Self.limits(Self.ruleset([[perhaps], [Self.limit]]), vxlan).isEmpty)
        #expect(Self.limits(Self.ruleset([[perhaps, Self.limit]]), vxlan).isEmpty)
        #expect(Self.limits(Self.ruleset([[Self.limit], [Self.limit]]), vxlan) == [1])
        let nat = Chain.Hook(.prerouting, priority: -100, type: "nat")
        #expect(Self.limits(Self.ruleset([[Self.limit]], hook: nat), vxlan).isEmpty)
    }
}
