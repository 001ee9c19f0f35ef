import Foundation
import TestSupport
import Testing

/// More rules than anyone writes by hand: lists of addresses, and chains that programs made.
@Suite struct LongRulesTests {
    private static func row(_ input: String, rest: String = "", _ options: String...) throws -> NodeInNamespace.Row {
        let script = """
            nft -f - <<'END'
            table inet filter {
                chain input {
                    type filter hook input priority 0; policy accept;
                    \(input)
                }
                \(rest)
            }
            END
            """
        return try NodeInNamespace.row("firewall.rules", after: script, options)
    }

    private static let drops =
        (0..<1000).map { "ip saddr 172.16.\($0 / 250).\($0 % 250) drop" }.joined(separator: "\n")

    @Test func `of a thousand addresses that are kept out the report names a few`() throws {
        let row = try Self.row(Self.drops + "\naccept")
        #expect(row.status == "undetermined", "\(row.found)")
        #expect(row.evidence.count < 100, "\(row.evidence.count)")
    }

    @Test func `a rule that drops in any case is found behind a thousand that may`() throws {
        let row = try Self.row(Self.drops + "\ntcp dport 179 drop comment \"last\"\naccept")
        #expect(row.status == "fail", "\(row.found)")
        #expect(row.found.contains("\"last\""), "\(row.found)")
    }

    @Test func `rules with millions of ways through them cost no more than the time that was given`() throws {
        let jumps = (2...8).reversed().map { depth in
            let jump = "ip saddr 10.0.0.0/8 jump way\(depth + 1)\n"
            return "chain way\(depth) {\n\(String(repeating: jump, count: 5))}\n"
        }
        let ways = "chain way9 { ip saddr 10.0.0.1 drop\n }\n" + jumps.joined()
        let start = ContinuousClock.now
        let row = try Self.row("jump way2\naccept", rest: ways, "--timeout", "1")
        #expect(row.status == "undetermined", "\(row.found)")
        #expect(ContinuousClock.now - start < .seconds(10))
    }
}
