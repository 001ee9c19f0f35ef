import TestSupport
import Testing

/// Rules about packets of IPv6, and whether they matter on the node.
@Suite(.waits) struct IPv6RulesTests {
    private static let address = """
        ip address add 2001:db8::5/64 dev eth0 nodad; ip -6 route add default via 2001:db8::1

        """
    private static let closed = [
        "nft 'table ip6 f { chain i { type filter hook input priority 0; policy drop; }; }'",
        "nft 'table inet f { chain i { type filter hook input priority 0; meta nfproto ipv6 drop; }; }'",
        "ip6tables-nft -P INPUT DROP", "ip6tables-legacy -P INPUT DROP",
        "ip6tables-legacy -A INPUT -i eth0 -p tcp -j REJECT",
    ]

    @Test(arguments: closed)
    func `a filter of IPv6 is in the way of nodes that talk over IPv6, and the command opens it`(script: String) throws
    {
        let script = Self.address + script
        let row = try NodeInNamespace.rules(script, "--peer", "2001:db8::9")
        #expect(row.status == "fail", "\(row)")
        #expect(row.found.hasPrefix("dropped: TCP 179 in over IPv6 by "), "\(row.found)")
        #expect(try NodeInNamespace.mended(row, after: script, "--peer", "2001:db8::9").status == "pass")
    }

    @Test(arguments: closed)
    func `it is named and not failed where nothing tells whether Calico will use IPv6`(script: String) throws {
        let row = try NodeInNamespace.rules(Self.address + script)
        #expect(row.status == "undetermined", "\(row)")
        #expect(
            row.found.hasPrefix("if Calico uses IPv6: dropped: TCP 179 in over IPv6 by "), "\(row.found)")
    }

    @Test(arguments: closed)
    func `it does not matter where IPv6 is off, or no other node could be reached over it`(script: String) throws {
        #expect(try NodeInNamespace.rules(script).status == "pass")
        let off = Self.address + script + "\necho 1 >/proc/sys/net/ipv6/conf/all/disable_ipv6"
        #expect(try NodeInNamespace.rules(off).status == "pass")
    }

    @Test func `a node without IPv4 talks over IPv6, where there is no IP-in-IP`() throws {
        let only = "ip address flush dev eth0 scope global\n" + Self.address
        let row = try NodeInNamespace.rules(
            only + "ip6tables-nft -P INPUT DROP; iptables-nft -P INPUT DROP; "
                + "ip6tables-nft -A INPUT -m state --state ESTABLISHED -j ACCEPT")
        #expect(row.status == "fail", "\(row)")
        #expect(row.found == "dropped: TCP 179 in over IPv6 by ip6 filter INPUT, policy drop")
        // VXLAN over IPv6 came with Calico 3.23; Felix puts its own rules before these.
        let drop = "nft 'table ip6 f { chain i { type filter hook input priority 0; policy drop; }; }'"
        let newer = try NodeInNamespace.rules(only + drop, "--profile", "calico-3.23")
        #expect(newer.found.contains("UDP 4789 in over IPv6 by ip6 f i"), "\(newer)")
        #expect(!newer.found.contains("protocol 4"), "\(newer)")
        let older = try NodeInNamespace.rules(only + drop, "--profile", "calico-3.21")
        #expect(!older.found.contains("UDP 4789"), "\(older)")
    }

    @Test(arguments: [
        ("IP6=autodetect", "fail"), ("IP6=none", "pass"), ("IP=autodetect", "pass"),
        ("IP6=autodetect FELIX_IPV6SUPPORT=false", "pass"),
    ])
    func `a running calico-node tells whether IPv6 is used`(environment: String, status: String) throws {
        let lines = """
            cp "$(command -v sleep)" /run/calico-node
            env \(environment) /run/calico-node 60 & while [ "$(cat /proc/$!/comm)" != calico-node ]; do :; done
            """
        let row = try NodeInNamespace.row(
            "firewall.rules", after: Self.address + lines + "\nip6tables-nft -P INPUT DROP", isolated: true)
        #expect(row.status == status, "\(environment): \(row)")
    }

    @Test(arguments: [
        "ip6 saddr 2001:db8::/64 tcp dport 179 accept", "ip6 nexthdr tcp accept", "meta protocol ip6 accept",
        "ip6 daddr 2001:db8::5 accept", "fib daddr type local accept", "rt type 0 drop; accept",
        "exthdr frag exists drop; accept", "ip6 version 6 accept",
    ])
    func `rules of nftables about IPv6 are understood`(rule: String) throws {
        let row = try NodeInNamespace.rules(
            Self.address
                + "nft 'table inet f { chain i { type filter hook input priority 0; policy drop; ct state "
                + "established accept; ip protocol vmap "
                + "{ tcp : accept, udp : accept, 4 : accept }; \(rule); }; }'", "--peer", "2001:db8::9")
        #expect(row.status == "pass", "\(row)")
    }

    @Test(arguments: ["ip6tables-nft", "ip6tables-legacy"])
    func `rules of ip6tables are understood in both kinds`(program: String) throws {
        let base =
            Self.address
            + "\(program) -P INPUT DROP\n\(program) -A INPUT -m conntrack --ctstate ESTABLISHED -j ACCEPT\n"
        for rule in [
            "-p tcp --dport 179", "-s 2001:db8::/64 -p tcp", "! -s fd00::/8", "-d 2001:db8::5/128", "-i eth+",
            "-m addrtype --dst-type LOCAL", "-p tcp -m multiport --dports 22,179 -m conntrack --ctstate NEW",
            "-m iprange --src-range 2001:db8::1-2001:db8::f",
        ] {
            let row = try NodeInNamespace.rules(base + "\(program) -A INPUT \(rule) -j ACCEPT", "--peer", "2001:db8::9")
            #expect(row.status == "pass", "\(rule): \(row)")
        }
        for rule in ["-m rt --rt-type 0", "-m frag --fragmore", "-s fd00::/8", "-p icmpv6", "-p tcp --dport 22"] {
            let row = try NodeInNamespace.rules(base + "\(program) -A INPUT \(rule) -j ACCEPT", "--peer", "2001:db8::9")
            #expect(row.status == "fail", "\(rule): \(row)")
        }
    }
}
