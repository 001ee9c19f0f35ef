import TestSupport
import Testing

/// What comes to light once the first rule is out of the way.
@Suite(.waits) struct `A remedy of the packet filter` {
    @Test(arguments: [
        // The accept at the top of raw passes by the mark that the chain of input asks for.
        "iptables-nft -t raw -A PREROUTING -p tcp -j MARK --set-xmark 0x1/0x1; "
            + "iptables-nft -t raw -A PREROUTING -p tcp --dport 179 -j DROP; "
            + "iptables-nft -A INPUT -p tcp -m mark ! --mark 0x1/0x1 -j REJECT",
        // Tunnels that come again use up the second limit.
        """
        nft -f - <<'RULES'
        table inet t {
            chain first { type filter hook input priority 0; udp dport 4789 drop; }
            chain second { type filter hook input priority 10; limit rate 5/second accept; tcp dport 179 drop; }
        }
        RULES
        """,
        // Two tables give the same packets other addresses, one after the other.
        """
        nft -f - <<'RULES'
        table ip a { chain c { type nat hook prerouting priority -100; tcp dport 179 redirect to :1179; }; }
        table ip b { chain c { type nat hook prerouting priority -90; tcp dport 179 dnat to 198.51.100.7; }; }
        RULES
        """,
        // Behind the drop there is a rule that depends on what the packet says of itself.
        """
        nft -f - <<'RULES'
        table ip a {
            chain c { type filter hook input priority 0; tcp dport 179 drop; }
            chain d { type filter hook input priority 1; tcp dport 179 ip dscp ef drop; }
        }
        RULES
        """,
        // What is inserted for IPv4 opens the first table for IPv6, too, and the second one is IPv6's own.
        """
        nft -f - <<'RULES'
        table inet t {
            chain c {
                type filter hook input priority 0; policy drop;
                udp dport 4789 accept
                meta l4proto { 4, 58 } accept
                tcp dport 179 accept
            }
        }
        table ip6 u { chain d { type filter hook input priority 1; tcp sport 179 ip6 dscp ef drop; }; }
        RULES
        """,
    ])
    func `of nodes mends at once what is behind the first rule, too`(script: String) throws {
        let ipv6 = "ip address add 2001:db8::5/64 dev eth0 nodad; ip -6 route add default via 2001:db8::1\n"
        let peers = ["--peer", "192.0.2.1", "--peer", "2001:db8::1"]
        let row = try NodeInNamespace.row("firewall.rules", after: ipv6 + script, peers)
        #expect(row.status == "fail", "\(row)")
        let commands = try #require(row.remedy)
        let mended = try NodeInNamespace.row("firewall.rules", after: ipv6 + script + "\n" + commands, peers)
        #expect(mended.status == "pass", "\(row.remedy ?? ""): \(mended)")
    }

    @Test(arguments: [
        // What is behind a rule that was deleted takes its number.
        "iptables-legacy -t nat -A PREROUTING -p tcp -j DNAT --to-destination 10.99.0.1; "
            + "iptables-legacy -t nat -A PREROUTING -m mark --mark 0x77 -j ACCEPT; "
            + "iptables-legacy -t nat -A PREROUTING -p tcp -j DNAT --to-destination 10.99.0.2; "
            + "iptables-legacy -t nat -A PREROUTING -p udp -j DNAT --to-destination 10.99.0.3",
        "nft add table ip n; nft add chain ip n c '{ type nat hook prerouting priority -100; }'; "
            + "nft add rule ip n c tcp dport 1-65535 dnat to 10.99.0.1; nft add rule ip n c dnat to 10.99.0.2",
        // A mark that is set at times leaves the one that Felix sets as it is.
        "iptables-nft -A FORWARD -m limit --limit 5/s -j MARK --set-xmark 0x1/0x1; iptables-nft -A FORWARD -j REJECT",
        // One table's policy, and behind it another table's rule.
        "nft add table ip a; nft add chain ip a c '{ type filter hook forward priority 0; policy drop; }'; "
            + "iptables-nft -A FORWARD -j DROP; iptables-legacy -t mangle -A POSTROUTING -o cali+ -j DROP",
    ])
    func `of pods mends at once what is behind the first rule, too`(script: String) throws {
        func row(_ script: String) throws -> NodeInNamespace.Row {
            try NodeInNamespace.row("firewall.forward", after: script + "\n", ["--peer", "192.0.2.1"])
        }
        let before = try row(script)
        #expect(before.status == "fail", "\(before)")
        let after = try row(script + "\n" + (before.remedy ?? ""))
        #expect(after.status == "pass", "\(before.remedy ?? ""): \(after)")
    }

    @Test func `names no rule that only may be in the way`() throws {
        let script = """
            nft -f - <<'RULES'
            table ip a {
                chain c { type filter hook input priority 0; tcp dport 179 drop; }
                chain d { type filter hook input priority 1; ip saddr 10.0.0.0/8 udp dport 4789 drop; }
            }
            RULES
            """
        let row = try NodeInNamespace.rules(script)
        #expect(row.status == "fail" && row.found.contains("UDP 4789 in depends on the sender's address"), "\(row)")
        #expect(row.remedy == "nft insert rule ip a c tcp dport 179 accept", "\(row)")
    }
}
