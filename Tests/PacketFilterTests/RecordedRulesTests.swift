import Testing

@testable import PacketFilter

/// Each expression, match and target as a real kernel lists it, for packets for which it holds, does not hold, or may.
@Suite struct RecordedRulesTests {
    /// Compares what each rule of a chain comes to with the cases of that chain.
    private func compare(
        _ cases: [RuleCase], _ chain: Chain, _ chains: [Chain], _ builder: RulesetBuilder = RulesetBuilder(),
        ipsets: [UInt16: IPSet] = [:]
    ) {
        #expect(chain.rules.count == cases.count, "\(chain.table) \(chain.name)")
        for (rule, wanted) in zip(chain.rules, cases) {
            let answers = RuleCase.answers(rule, in: chain, chains, builder, ipsets: ipsets)
            for (answer, right) in zip(answers, wanted.answers) where right != "-" {
                #expect(
                    answer == right,
                    "\(chain.table) \(chain.name) \(wanted.rule): \(String(answers)), not \(String(wanted.answers))")
            }
        }
    }

    @Test(arguments: ["in", "pre", "nat", "early"])
    func `rules of nftables come to what they say`(name: String) throws {
        let cases = try RuleCase.all(in: "cases-nft").filter { $0.chain == name }
        let builder = try KernelAnswer.ruleset("ruleset-cases")
        let chain = try #require(builder.chains.first { $0.name == name })
        compare(cases, chain, builder.chains, builder)
    }

    @Test(arguments: [
        "filter-INPUT", "mangle-PREROUTING", "raw-PREROUTING", "nat-PREROUTING", "nat-INPUT", "6filter-INPUT",
        "6nat-PREROUTING",
    ])
    func `rules of iptables come to what they say, in nf_tables and in x_tables`(place: String) throws {
        let cases = try RuleCase.all(in: "cases-iptables").filter { $0.chain == place }
        let isIPv6 = place.hasPrefix("6")
        let names = place.drop { $0 == "6" }.split(separator: "-").map(String.init)
        let ipsets = try KernelAnswer.ipsets()

        let builder = try KernelAnswer.ruleset("ruleset-compat")
        let compat = builder.chains.filter { $0.table == Table(isIPv6 ? .ip6 : .ip, names[0]) }
        compare(
            cases, try #require(compat.first { $0.name == names[1] }), compat, builder, ipsets: ipsets)

        let legacy = try KernelAnswer.xtable("xtables\(isIPv6 ? "6" : "")-\(names[0])-cases", names[0], isIPv6: isIPv6)
        compare(cases, try #require(legacy.first { $0.name == names[1] }), legacy, ipsets: ipsets)
    }

    @Test func `sets of ip_set are taken apart, and the numbers that rules have for them are known`() throws {
        let sets = try KernelAnswer.ipsets()
        #expect(!sets.values.contains { !$0.isWhole })
        #expect(sets[0]?.fields == ["net"] && sets[0]?.isIPv6 == false && sets[0]?.entries.count == 1)
        #expect(sets[1]?.fields == ["ip", "port"] && sets[1]?.entries.first?.ports == 179...179)
        #expect(sets[2]?.isIPv6 == true)
        #expect(sets[3]?.isIPv6 == nil && sets[3]?.entries.count == 4)
        #expect(try KernelAnswer.ruleset("ruleset-compat").wantedIPSets == [0, 1, 2, 3])
    }

    @Test func `every expression, match and target that is registered has a case`() throws {
        let chains =
            try KernelAnswer.ruleset("ruleset-cases").chains + KernelAnswer.ruleset("ruleset-compat").chains
        let expressions = chains.flatMap { chain in chain.rules.flatMap(\.expressions) }
        let seen = Set(expressions.map { ObjectIdentifier(type(of: $0)) })
        // ExpressionTests has these: a queue needs a module that the recording kernel has not, and masquerading comes
        // behind routing.
        let missing = ExpressionTable.types.filter {
            !seen.contains(ObjectIdentifier($0)) && $0 != NFTQueue.self && $0 != NFTMasq.self
        }
        #expect(missing.isEmpty, "\(missing)")
        let matches = Set(expressions.compactMap { ($0 as? NFTMatch).map { ObjectIdentifier(type(of: $0.match)) } })
        // iptables-nft writes these as expressions of nf_tables; iptables-legacy has them.
        let legacy = try ["filter", "mangle", "raw", "nat"].flatMap { name in
            try KernelAnswer.xtable("xtables-\(name)-cases", name, isIPv6: false).flatMap(\.rules).flatMap(
                \.expressions)
        }
        let all = matches.union(legacy.compactMap { ($0 as? NFTMatch).map { ObjectIdentifier(type(of: $0.match)) } })
        // PacketOwnerTests has the owner, whom only packets that go out have.
        let unmatched = MatchTable.types.filter {
            !all.contains(ObjectIdentifier($0)) && $0 != XTState.self && $0 != XTOwner.self
        }
        #expect(unmatched.isEmpty, "\(unmatched)")
        let targets = Set(
            (expressions + legacy).compactMap { ($0 as? NFTTarget).map { ObjectIdentifier(type(of: $0.target)) } })
        let untargeted = TargetTable.types.filter {
            !targets.contains(ObjectIdentifier($0)) && $0 != XTAccept.self && $0 != XTNotrack.self
        }
        #expect(untargeted.isEmpty, "\(untargeted)")
    }
}
