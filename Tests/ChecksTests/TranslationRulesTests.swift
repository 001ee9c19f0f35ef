import TestSupport
import Testing

/// Rules that give packets another destination.
@Suite(.waits) struct TranslationRulesTests {
    private static func table(_ hook: String, _ rules: String) -> String {
        "nft 'table ip n { chain c { type nat hook \(hook) priority -100; \(rules); }; }'"
    }

    @Test(arguments: [
        (table("prerouting", "tcp dport 179 redirect to :1179"), "TCP 179 in to port 1179 of this node by ip n c"),
        (table("prerouting", "dnat to 198.51.100.7"), "TCP 179 in to 198.51.100.7 by ip n c"),
        (table("output", "tcp dport 179 redirect"), "TCP 179 out to this node by ip n c"),
        (
            "iptables-legacy -t nat -A PREROUTING -p tcp --dport 179 -j REDIRECT --to-ports 1179",
            "TCP 179 in to port 1179 of this node by iptables-legacy nat PREROUTING, rule 1"
        ),
        (
            "iptables-nft -t nat -A PREROUTING -p tcp --dport 100:200 -j DNAT --to-destination 198.51.100.7:1179",
            "TCP 179 in to port 1179 of 198.51.100.7 by ip nat PREROUTING"
        ),
        (
            "iptables-legacy -t nat -A OUTPUT -p udp -j REDIRECT",
            "UDP 4789 out to this node by iptables-legacy nat OUTPUT, rule 1"
        ),
    ])
    func `a rule that takes a row's packets elsewhere is in the way, and the command puts them before it`(
        script: String, found: String
    ) throws {
        let row = try NodeInNamespace.rules(script)
        #expect(row.status == "fail", "\(row)")
        #expect(row.found.hasPrefix("redirected: \(found)"), "\(row.found)")
        #expect(row.evidence.first?.text?.contains(", redirects to ") == true, "\(row.evidence)")
        let mended = try NodeInNamespace.mended(row, after: script)
        #expect(mended.status == "pass", "\(mended)")
    }

    @Test(arguments: [
        table("prerouting", "tcp dport 179 redirect"), table("prerouting", "tcp dport 179 dnat to 192.0.2.5:179"),
        table("prerouting", "tcp dport 80 redirect to :8080"),
        table("prerouting", "ip daddr 10.96.0.1 dnat to 10.1.1.1"),
        "iptables-legacy -t nat -A PREROUTING -p tcp --dport 179 -j REDIRECT --to-ports 179",
        "iptables-nft -t nat -A PREROUTING -p tcp --dport 179 -j DNAT --to-destination 192.0.2.5",
        "iptables-legacy -t nat -A POSTROUTING -s 10.0.0.0/8 -j MASQUERADE",
        "nft 'table inet n { chain c { type nat hook prerouting priority -100; dnat ip6 to 2001:db8::7; }; }'",
    ])
    func `one that leaves them where they were to go is in nobody's way`(script: String) throws {
        let row = try NodeInNamespace.rules(script)
        #expect(row.status == "pass", "\(row)")
    }

    @Test(arguments: [
        (table("prerouting", "ip saddr 10.0.0.0/8 tcp dport 179 redirect to :1179"), "the sender's address"),
        (table("prerouting", "dnat to tcp dport map { 179 : 10.0.0.1 }"), "the expression lookup"),
        (table("output", "tcp dport 179 dnat to 10.0.0.1"), "the address that it is for"),
        (
            "iptables-legacy -t nat -A PREROUTING -p tcp -m recent --name x --rcheck -j REDIRECT --to-ports 1179",
            "the match recent"
        ),
        (
            "iptables-legacy -t mangle -A PREROUTING -p tcp -j TPROXY --on-port 1179 --on-ip 127.0.0.1",
            "the target TPROXY"
        ),
        ("nft 'table ip n { chain c { type filter hook prerouting priority 0; tcp dport set 180; }; }'", "a change of"),
    ])
    func `one that may take them elsewhere is named`(script: String, reason: String) throws {
        let row = try NodeInNamespace.rules(script)
        #expect(row.status == "undetermined", "\(row)")
        #expect(row.found.contains("depends on \(reason)"), "\(row.found)")
    }
}
