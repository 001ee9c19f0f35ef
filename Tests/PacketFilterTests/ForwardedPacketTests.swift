import Base
import CLinux
import Netlink
import Testing

@testable import PacketFilter

/// Packets that the node forwards for its pods, past Felix's chains and before they are there.
@Suite struct ForwardedPacketTests {
    private static let filter = Table(.ip, "filter")
    private static let forward = Chain.Hook(.forward, priority: 0)
    private static let closing = Chain.Hook(.forward, priority: 0, dropsByPolicy: true)

    private static let packet = Packet(
        forwarded: .tcp, number: 9376, isIPv6: false, from: Packet.Interface(name: "cali1", index: 7),
        to: Packet.Interface(name: "eth0", index: 2), source: PacketAddress([10, 244, 1, 11]),
        destination: .any(isIPv6: false))

    private func chain(_ name: String, hook: Chain.Hook? = nil, _ verdicts: Verdict...) -> Chain {
        let rules = verdicts.enumerated().map { Rule(handle: UInt64($0 + 1), [NFTImmediate.verdict($1)]) }
        return Chain(Self.filter, name, hook: hook, rules: rules)
    }

    private func outcome(_ chains: Chain..., packet: Packet = packet) -> Evaluation.Outcome {
        let ruleset = Ruleset(chains: chains)
        var evaluation = Evaluation(
            ruleset, packet, felix: FelixForward(ruleset), by: Deadline(after: .seconds(30)))
        return evaluation.run().outcome
    }

    @Test func `a policy that Felix's accept will come before drops nothing, one in another table does`() {
        #expect(outcome(chain("FORWARD", hook: Self.closing)) == .open)
        let own = Chain(Table(.inet, "own"), "forward", hook: Self.closing)
        guard case .closed(let rules) = outcome(own) else {
            Issue.record()
            return
        }
        #expect(rules.map(\.hook) == [.forward])
    }

    @Test func `a rule that drops, or returns to the policy, comes before Felix's accept`() {
        for verdict in [Verdict.drop, .return] {
            let outcome = outcome(chain("FORWARD", hook: Self.closing, verdict))
            if case .closed = outcome {} else { Issue.record("\(verdict)") }
        }
        #expect(outcome(chain("FORWARD", hook: Self.forward, .return)) == .open)
    }

    @Test func `the place in the base chain is kept for rules of chains that it leads to`() {
        let base = chain("FORWARD", hook: Self.forward, .continue, .jump("sub"))
        guard case .closed(let rules) = outcome(base, chain("sub", .drop)) else {
            Issue.record()
            return
        }
        #expect(rules.first?.entry == 2 && rules.first?.chain == "sub")
    }

    @Test func `answers are accepted at the top by a Felix to come`() {
        let base = chain("FORWARD", hook: Self.forward, .drop)
        #expect(outcome(base, packet: Self.packet.answer(to: .new)) == .open)
    }

    @Test func `the interface that a packet goes out by is known behind routing only`() {
        for (point, isKnown) in [(Chain.Hook.Point.prerouting, false), (.forward, true), (.postrouting, true)] {
            let name = Self.packet.interface(isInput: false, at: point).name
            #expect((name.first?.only == UInt8(ascii: "e")) == isKnown, "\(point)")
        }
    }

    @Test func `the interface that a packet came in by is known behind routing where the kernel says it`() {
        for keepsInput in [false, true] {
            let packet = Packet(
                forwarded: .udp, number: 53, isIPv6: false, from: Packet.Interface(name: "cali1", index: 7),
                to: Packet.Interface(name: "eth0", index: 2), source: PacketAddress([10, 244, 1, 11]),
                destination: .any(isIPv6: false), keepsInput: keepsInput)
            for each in [packet, packet.answer(to: .new)] {
                let name = each.interface(isInput: true, at: .postrouting).name
                #expect((name.first?.only != nil) == keepsInput)
                #expect(each.interface(isInput: true, at: .forward).name.first?.only != nil)
            }
        }
    }

    @Test func `addresses without a network are parts that have nothing in common`() {
        let parts = PacketAddress.any(isIPv6: false).without(network: [169, 254, 0, 0], prefix: 16)
        #expect(parts.count == 2)
        #expect(!parts.contains { $0.bytes[0].contains(169) && $0.bytes[1].contains(254) })
        #expect(parts.contains { $0.bytes[0].contains(169) && $0.bytes[1].contains(1) })
        #expect(PacketAddress([10, 0, 0, 1]).without(network: [10, 0, 0, 0], prefix: 8).isEmpty)
        #expect(PacketAddress([10, 0, 0, 1]).without(network: [11, 0, 0, 0], prefix: 8).count == 1)
    }

    @Test(arguments: [(1, true), (768, nil)] as [(UInt16, Bool?)])
    func `the kind of interface is known behind routing where both interfaces are of one kind`(
        type: UInt16, isClosed: Bool?
    ) {
        let packet = Packet(
            forwarded: .tcp, number: 9376, isIPv6: false, from: Packet.Interface(name: "tunl0", index: 7, type: type),
            to: Packet.Interface(name: "cali1", index: 2, type: 1), source: .any(isIPv6: false),
            destination: PacketAddress([10, 244, 1, 11]), keepsInput: true)
        let rule = Rule(
            handle: 1,
            [
                NFTMeta.load(NFT_META_IFTYPE), NFTCmp(isEqual: true, [UInt8](bytesOf: UInt16(1))),
                NFTImmediate.verdict(.drop),
            ])
        let chain = Chain(Self.filter, "c", hook: Chain.Hook(.postrouting, priority: 0), rules: [rule])
        switch outcome(chain, packet: packet) {
        case .closed: #expect(isClosed == true)
        case .uncertain: #expect(isClosed == nil)
        case .open, .partial: Issue.record("\(type)")
        }
    }
}
