import Base
import Testing

@testable import PacketFilter

/// Whole rulesets as a kernel listed them, read and followed without one.
@Suite struct ReplayedRulesetTests {
    private func outcome(_ chains: [Chain], _ packet: Packet) -> Evaluation.Outcome {
        outcome(chains, RulesetBuilder(), packet)
    }

    private func outcome(_ chains: [Chain], _ builder: RulesetBuilder, _ packet: Packet) -> Evaluation.Outcome {
        var builder = builder
        builder.chains = chains
        var evaluation = Evaluation(builder.ruleset(ipsets: [:]), packet, by: Deadline(after: .seconds(30)))
        return evaluation.run().outcome
    }

    private func tcp(_ port: UInt16, by interface: String = "eth0", from peer: [UInt8]? = [192, 0, 2, 1]) -> Packet {
        Packet(
            .incoming, .tcp, number: port, interface: Packet.Interface(name: interface, index: nil),
            own: [192, 0, 2, 5],
            peer: peer)
    }

    /// What closes the way: the chain, and the rule's comment or "policy".
    private func closing(_ outcome: Evaluation.Outcome) -> [String] {
        guard case .closed(let rules) = outcome else { return ["\(outcome)"] }
        return rules.map { "\($0.table) \($0.chain) " + ($0.rule == nil ? "policy" : $0.rule?.comment ?? "rule") }
    }

    @Test func `a ruleset of nftables lets in what it says`() throws {
        let builder = try KernelAnswer.ruleset("ruleset-nft")
        func outcome(_ packet: Packet) -> Evaluation.Outcome { self.outcome(builder.chains, builder, packet) }
        let packets = RuleCase.packets
        #expect(outcome(packets[0]) == .open && outcome(packets[2]) == .open && outcome(packets[3]) == .open)
        #expect(closing(outcome(packets[1])) == ["inet filter input policy"])
        #expect(outcome(tcp(1500)) == .open && outcome(tcp(80)) == .open)
        // A set of addresses and ports together: 10.0.0.0/8 and 1 to 100.
        #expect(closing(outcome(tcp(81))) == ["inet filter side a side door"])
        #expect(outcome(tcp(90, from: [10, 1, 2, 3])) == .open)
        #expect(closing(outcome(tcp(101, from: [10, 1, 2, 3]))) == ["inet filter input policy"])
        guard case .uncertain(let rules) = outcome(tcp(90, from: nil)) else {
            Issue.record("\(outcome(tcp(90, from: nil)))")
            return
        }
        #expect(rules.first?.doubt == "\(Packet.sender) in the set from")
        #expect(outcome(tcp(2001, by: "cali0")) == .open)
    }

    @Test func `packets that get another address are taken elsewhere, to the address and port that the ruleset says`()
        throws
    {
        let builder = try KernelAnswer.ruleset("ruleset-nft")
        let outcome = outcome(builder.chains, builder, tcp(6443))
        guard case .closed(let rules) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(rules.first?.diversion == "port 443 of this node")
        #expect(rules.first?.table == Table(.ip, "nat") && rules.first?.chain == "pre")
    }

    @Test func `a dormant table is left out, and a set of ports and addresses is known`() throws {
        let builder = try KernelAnswer.ruleset("ruleset-nft")
        #expect(!builder.ruleset(ipsets: [:]).tableNames.contains("six"))
        #expect(builder.chains.contains { $0.hook?.devices.contains("br0") == true })
        #expect(try KernelAnswer.ruleset("ruleset-empty").ruleset(ipsets: [:]).isEmpty)
    }

    @Test func `the same rules of iptables come to the same in nf_tables and in x_tables, but for their policies`()
        throws
    {
        let compat = try KernelAnswer.ruleset("ruleset-iptables").chains
        let legacy = try KernelAnswer.xtable("xtables-ip", "filter", isIPv6: false)
        for chains in [compat, legacy] {
            #expect(outcome(chains, tcp(179, by: "cali1")) == .open)
            #expect(outcome(chains, tcp(5473, by: "cali1")) == .open)
            for packet in [tcp(179), tcp(22, by: "cali1"), RuleCase.packets[1]] {
                let found = closing(outcome(chains, packet))
                #expect(found.first?.hasSuffix("filter INPUT rule") == true, "\(found)")
            }
        }
        #expect(outcome(compat, RuleCase.packets[2]) == .open)
        #expect(closing(outcome(legacy, RuleCase.packets[2])) == ["iptables-legacy filter INPUT policy"])
    }

    @Test func `a rule of ip6tables about a sender decides where the sender is known`() throws {
        let chains = try KernelAnswer.xtable("xtables-ip6", "filter", isIPv6: true)
        #expect(closing(outcome(chains, RuleCase.packets[3])) == ["ip6tables-legacy filter INPUT policy"])
        let anyone = Packet(.incoming, .tcp, number: 179, isIPv6: true)
        guard case .uncertain(let rules) = outcome(chains, anyone) else {
            Issue.record("\(outcome(chains, anyone))")
            return
        }
        #expect(rules.map(\.doubt) == [Packet.sender])
    }
}
