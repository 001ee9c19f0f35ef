import Foundation
import TestSupport
import Testing

/// The rows about ports and rules on a real kernel: each test has a network namespace of its own.
@Suite(.waits) struct FirewallRulesTests {
    private func row(_ id: String, after script: String) throws -> NodeInNamespace.Row {
        try NodeInNamespace.row(id, after: script)
    }

    private func rules(_ script: String, _ options: String...) throws -> NodeInNamespace.Row {
        try NodeInNamespace.row("firewall.rules", after: script, options)
    }

    private static func table(_ input: String, rest: String = "") -> String {
        """
        nft -f - <<'END'
        table inet filter {
            set friends { type ipv4_addr; flags interval; elements = { 10.0.0.0/8, 192.0.2.1 }; }
            chain input {
                type filter hook input priority 0; policy drop;
                ct state vmap { established : accept, related : accept, invalid : drop }
                iif lo accept
                meta l4proto icmp accept
                tcp dport { 22, 8000-9000 } accept
                \(input)
            }
            \(rest)
        }
        END
        """
    }

    @Test func `a packet filter without rules is in nobody's way`() throws {
        let row = try rules("")
        #expect(row.status == "pass", "\(row)")
        #expect(row.found == "no rules")
    }

    @Test func `a firewall that lets in nothing but what it knows is a failure, and the commands mend it`() throws {
        let row = try rules(Self.table(""))
        #expect(row.status == "fail", "\(row)")
        #expect(
            row.found
                == "dropped: TCP 179 in by inet filter input, policy drop; IP protocol 4 in by inet filter input, "
                + "policy drop; UDP 4789 in by inet filter input, policy drop")
        let commands = try #require(row.remedy)
        #expect(try rules(Self.table("") + "\n" + commands).status == "pass")
    }

    @Test(arguments: [
        "tcp dport 179 accept; meta l4proto 4 accept; udp dport 4789 accept",
        "tcp dport 100-200 accept; ip protocol ipencap accept; udp dport { 4700-4800 } accept",
        "meta l4proto { tcp, udp, 4 } accept", "ip protocol vmap { tcp : accept, udp : accept, 4 : accept }",
        "meta l4proto 4 jump open; th dport vmap { 179 : jump open, 4789 : goto open, 25 : drop }",
        "iifname eth0 accept", "iifname { lo, eth0 } accept", "ip daddr != 127.0.0.0/8 accept",
        "fib daddr type local accept", "ct state new accept", "meta mark 0 accept", "tcp dport != 25 accept; accept",
        "ip saddr 127.0.0.0/8 drop; ip saddr 224.0.0.0/4 drop; accept",
        "limit rate 1/second log; counter accept",
    ])
    func `rules that let a row in are understood however they are written`(rules text: String) throws {
        let row = try rules(Self.table(text, rest: "chain open { accept; }"))
        #expect(row.status == "pass", "\(text): \(row)")
    }

    @Test(arguments: [
        ("ip saddr @friends accept", "the sender's address in the set friends"),
        ("ip saddr 10.1.2.0/24 accept", "the sender's address"),
        ("tcp sport 32768-50000 accept; meta l4proto != 6 accept", "the sender's port"),
        ("tcp dport 179 limit rate 5/second accept; meta l4proto != 6 accept", "the rate of packets"),
        ("iifgroup 7 accept", "the interface's group"),
        ("ip saddr 10.1.2.0/24 return; accept", "the sender's address"),
        ("ip saddr 10.1.2.0/24 jump open", "the sender's address"), ("ct zone 7 accept", "the state of the connection"),
    ])
    func `what depends on something that nobody told is not known, and the rule is named`(
        text: String, reason: String
    ) throws {
        let row = try rules(Self.table(text, rest: "chain open { accept; }"))
        #expect(row.status == "undetermined", "\(text): \(row)")
        #expect(row.found.contains("depends on \(reason) (inet filter"), "\(row.found)")
        #expect(row.found.contains("rule handle"), "\(row.found)")
    }

    @Test(arguments: [
        "numgen inc mod 2 0 drop; accept", "numgen random mod 100 < 3 drop; accept", "numgen inc mod 2 0 accept",
        "meta random < 100000000 drop; accept",
    ])
    func `what a rule drops by chance is dropped in part, and the remedy comes before it`(rules text: String) throws {
        let row = try rules(Self.table(text, rest: ""))
        #expect(row.status == "fail", "\(text): \(row)")
        #expect(row.found.contains("dropped in part: TCP 179 in by inet filter"), "\(row.found)")
        #expect(row.remedy?.contains("tcp dport 179 accept") == true, "\(row)")
    }

    @Test func `a limit that a tunnel uses up drops some of its packets and of whatever else comes to it`() throws {
        let row = try rules(Self.table("limit rate 5/second accept", rest: ""))
        #expect(row.status == "fail", "\(row)")
        #expect(row.found.hasPrefix("dropped in part: TCP 179 in by inet filter"), "\(row.found)")
        #expect(row.found.contains("; IP protocol 4 in by inet filter"), "\(row.found)")
        #expect(row.found.contains("; UDP 4789 in by inet filter"), "\(row.found)")
    }

    @Test(arguments: [
        "udp dport 4789 accept; meta l4proto 4 accept; limit rate 5/second accept",
        // Of a tunnel whose both ways are one connection, few packets are the first.
        "udp dport 4789 accept; limit rate 5/second accept",
        "tcp dport 179 limit rate over 5/second drop; accept",
    ])
    func `whether anything is beyond a limit that no tunnel uses up is not known`(rules text: String) throws {
        let row = try rules(Self.table(text, rest: ""))
        #expect(row.status == "undetermined", "\(text): \(row)")
        #expect(row.found.contains("TCP 179 in depends on the rate of packets"), "\(row.found)")
    }

    @Test(arguments: [
        "tcp dport 179 limit rate 5/second drop; accept",
        "tcp dport 179 limit rate over 5/second accept; tcp dport 179 drop; accept",
    ])
    func `what a rule drops of the few that are within a limit is dropped`(rules text: String) throws {
        let row = try rules(Self.table(text, rest: ""))
        #expect(row.status == "fail", "\(text): \(row)")
        #expect(row.found.hasPrefix("dropped in part: TCP 179 in by inet filter"), "\(row.found)")
        #expect(try rules(Self.table(text, rest: "") + "\n" + #require(row.remedy)).status == "pass")
    }

    @Test(
        arguments: [
            ("", "numgen inc mod 2 0 drop;", []),
            ("meta length 1000-1100 drop; accept", "udp dport 4789 drop; meta l4proto 4 drop;", []),
            (
                "ip saddr 198.51.100.1 drop; accept", "ip saddr 198.51.100.2 tcp dport 179 drop;",
                ["--peer", "198.51.100.1", "--peer", "198.51.100.2"]
            ),
        ] as [(String, String, [String])])
    func `what drops all packets and what drops others in another chain are mended at once`(
        input: String, early: String, options: [String]
    ) throws {
        let script = Self.table(input, rest: "chain early { type filter hook input priority -10; \(early) }")
        let row = try NodeInNamespace.row("firewall.rules", after: script, options)
        #expect(row.status == "fail", "\(row)")
        let commands = try #require(row.remedy)
        let mended = try NodeInNamespace.row("firewall.rules", after: script + "\n" + commands, options)
        #expect(mended.status == "pass", "\(commands): \(mended)")
    }

    @Test func `the address of a peer settles what depends on the sender's`() throws {
        let script = Self.table("ip saddr @friends accept")
        #expect(try rules(script, "--peer", "192.0.2.1").status == "pass")
        #expect(try rules(script, "--peer", "10.9.9.9").status == "pass")
        #expect(try rules(script, "--peer", "198.51.100.1").status == "fail")
    }

    @Test func `each hook on the way counts, a dormant table does not`() throws {
        func table(_ hook: String, flags: String = "") -> String {
            """
            nft 'table ip other { \(flags) chain c { type filter hook \(hook) priority 10; tcp dport 179 drop; }; }'
            """
        }
        for hook in ["prerouting", "input", "output", "postrouting"] {
            let row = try rules(table(hook))
            #expect(row.status == "fail", "\(hook): \(row)")
            #expect(row.found.contains("by ip other c, rule handle"), "\(row.found)")
        }
        #expect(try rules(table("forward")).status == "pass")
        #expect(try rules(table("input", flags: "flags dormant;")).status == "pass")
        let ingress =
            "nft 'table netdev n { chain c { type filter hook ingress device DEVICE priority 0; "
            + "tcp dport 179 drop; }; }'"
        #expect(try rules(ingress.replacingOccurrences(of: "DEVICE", with: "eth0")).status == "fail")
        #expect(try rules(ingress.replacingOccurrences(of: "DEVICE", with: "far")).status == "pass")
    }

    @Test func `chains and tables of Calico are not judged`() throws {
        #expect(
            try rules(
                "nft 'table ip calico { chain filter-INPUT { type filter hook input priority 0; policy drop; }; }'"
            ).status == "pass")
        let row = try rules(
            """
            nft -f - <<'END'
            table ip filter {
                chain cali-INPUT { drop; }
                chain INPUT { type filter hook input priority 0; policy drop; jump cali-INPUT; ct state established \
                accept; tcp dport 179 accept; }
            }
            END
            """)
        #expect(row.status == "pass", "\(row)")
    }

    @Test(arguments: ["iptables-nft", "iptables-legacy"])
    func `the rules of iptables are understood in both kinds, with kube-proxy's among them`(iptables: String) throws {
        let script = """
            t() { \(iptables) "$@"; }
            t -P INPUT DROP
            t -A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
            t -N KUBE-FIREWALL
            t -A INPUT -j KUBE-FIREWALL
            t -A KUBE-FIREWALL -m mark --mark 0x8000/0x8000 -j DROP
            t -A KUBE-FIREWALL ! -s 127.0.0.0/8 -d 127.0.0.0/8 -m comment --comment block \
                -m conntrack ! --ctstate RELATED,ESTABLISHED,DNAT -j DROP
            t -A INPUT -i lo -j ACCEPT
            t -A INPUT -m conntrack --ctstate INVALID -j DROP
            t -A INPUT -p tcp -m multiport --dports 22,8000:9000 -j ACCEPT
            t -A INPUT -m addrtype --dst-type MULTICAST -j ACCEPT
            t -A INPUT -p udp --dport 68 -j ACCEPT

            """
        let closed = try rules(script)
        #expect(closed.status == "fail", "\(closed)")
        // Felix inserts its own rules for tunnels before these.
        #expect(!closed.found.contains("UDP 4789") && !closed.found.contains("IP protocol 4"), "\(closed.found)")
        #expect(closed.found.contains("TCP 179 in by"), "\(closed.found)")
        #expect(closed.found.contains("filter INPUT, policy drop"), "\(closed.found)")
        for rule in [
            "-p tcp --dport 179", "-p tcp -m multiport --dports 100:200",
            "-p tcp ! --dport 25 -m conntrack --ctstate NEW",
            "-i eth0 -p tcp", "-i eth+", "! -i lo", "-m addrtype --dst-type LOCAL", "-m state --state NEW",
        ] {
            let row = try rules(script + "t -A INPUT \(rule) -j ACCEPT")
            #expect(row.status == "pass", "\(rule): \(row)")
        }
        for rule in ["-s 10.0.0.0/8", "-m limit --limit 1/s", "-m recent --rcheck", "-p tcp --sport 40000"] {
            let row = try rules(script + "t -A INPUT \(rule) -j ACCEPT")
            #expect(row.status == "undetermined", "\(rule): \(row)")
        }
        let commands = try #require(closed.remedy)
        #expect(
            try rules(script + commands.replacingOccurrences(of: "iptables ", with: "\(iptables) ")).status == "pass")
    }

    @Test(arguments: [
        "ip saddr 10.0.0.0/8 accept; meta mark set 1", "ip saddr 10.0.0.0/8 return; meta mark set 1",
        "ip saddr 10.0.0.0/8 goto other; meta mark set 1",
        "ip saddr 10.0.0.0/8 meta mark set 0 tcp dport 22 drop; jump marks",
    ])
    func `a mark that a packet has only on some ways through the rules is not known`(rules text: String) throws {
        let row = try rules(
            """
            nft -f - <<'END'
            table inet a {
                chain other { counter; }
                chain marks { ip saddr 10.0.0.0/8 return; meta mark set 1; }
                chain i { type filter hook input priority -10; \(text); }
            }
            table inet b {
                chain i { type filter hook input priority 0; policy drop; ct state established accept; meta mark 1 \
                accept; }
            }
            END
            """)
        #expect(row.status == "undetermined", "\(row)")
        #expect(row.found.contains("depends on the mark (inet b i"), "\(row.found)")
    }

    @Test func `ten thousand rules of services are followed within the run's time`() throws {
        let begin = ContinuousClock.now
        let row = try rules(
            """
            { echo 'table ip filter { chain KUBE-SERVICES {'
              for i in $(seq 10000); do echo "ip daddr 10.96.$((i / 250)).$((i % 250)) tcp dport $i counter reject"; \
              done
              echo '}; chain INPUT { type filter hook input priority 0; policy accept; jump KUBE-SERVICES; }; }'
            } | nft -f -
            """)
        #expect(row.status == "pass", "\(row)")
        #expect(begin.duration(to: .now) < .seconds(60))
    }

    @Test func `a chain of nat drops only where connections are tracked`() throws {
        let drop = """
            nft add table ip n
            nft 'add chain ip n o { type nat hook output priority -100; }'
            nft add rule ip n o tcp dport 179 drop
            """
        let row = try rules(drop)
        #expect(row.status == "undetermined", "\(row)")
        #expect(row.found.contains("whether connections are tracked"), "\(row.found)")
        let other = "nft 'add chain ip6 n o { type filter hook output priority 0; }'; nft add rule ip6 n o ct state new"
        #expect(try rules(drop + "\nnft add table ip6 n; " + other).status == "undetermined")
        #expect(try rules(drop + "\n" + other.replacing("ip6 n o", with: "ip n t")).status == "fail")
    }

    @Test func `a chain of nat takes away connections within a rate, and whether there are any beyond is not known`()
        throws
    {
        func row(_ limit: String) throws -> NodeInNamespace.Row {
            try rules(
                """
                nft add table ip n
                nft 'add chain ip n p { type nat hook prerouting priority -100; }'
                nft add rule ip n p ip protocol 4 \(limit) dnat to 10.0.0.1
                """)
        }
        for limit in ["limit rate 5/second", "numgen inc mod 2 0"] {
            let some = try row(limit)
            #expect(some.status == "fail", "\(some)")
            #expect(some.found.hasPrefix("redirected in part: IP protocol 4 in to 10.0.0.1 by ip n p"), "\(some.found)")
        }
        let beyond = try row("limit rate over 5/second")
        #expect(beyond.status == "undetermined", "\(beyond)")
        #expect(beyond.found.contains("the rate of packets"), "\(beyond.found)")
    }

    @Test func `who may not read the rules is told so`() throws {
        let lines = """
            exec setpriv --reuid 65534 --regid 65534 --clear-groups "$0" check --offline -o json --only firewall.rules
            """
        let copy = try TemporaryFolder()
        try FileManager.default.copyItem(atPath: Tool.path, toPath: copy.url.appending(path: "nmfence").path)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: copy.path)
        let run = try Run("unshare", ["-n", "bash", "-c", lines, copy.url.appending(path: "nmfence").path])
        let row = try #require(try JSONDecoder().decode(NodeInNamespace.Report.self, from: run.outputData).checks.first)
        #expect(row.status == "undetermined", "\(row)")
        #expect(row.remedy == "run as root")
    }

    // MARK: VXLAN devices

    @Test(arguments: [
        ("", "pass", "4789 is free"),
        (
            "vxlan.calico type vxlan id 4096 dstport 4789", "pass",
            "UDP 4789 is used by kernel VXLAN device vxlan.calico"
        ),
        ("flannel.1 type vxlan id 1 dstport 8472", "pass", "4789 is free"),
        (
            "flannel.1 type vxlan id 1 dstport 4789", "fail",
            "UDP 4789 is used by kernel VXLAN device flannel.1, not Calico's"
        ),
        ("other type vxlan id 4096 dstport 4789", "fail", "both use VNI 4096"),
        ("sys type vxlan external dstport 4789", "fail", "their options differ (external)"),
        (
            "vxlan.calico type vxlan id 4096 dstport 4790", "pass",
            "UDP 4790 is used by kernel VXLAN device vxlan.calico; allow UDP 4790 between the nodes"
        ),
    ])
    func `the kernel tells which device a UDP port is held for`(device: String, status: String, found: String) throws {
        let script = device.isEmpty ? "" : "ip link add \(device); ip link set \(device.prefix { $0 != " " }) up"
        let row = try row("port.vxlan", after: script)
        #expect(row.status == status, "\(row)")
        #expect(row.found.contains(found), "\(row.found)")
    }

    // MARK: Peers

    @Test(arguments: [
        (
            "ip netns exec peer nft 'table ip t { chain c { type filter hook input priority 0; tcp dport 179 drop; "
                + "}; }'",
            "fail", "no reply on TCP 179 from 192.0.2.1"
        ),
        ("ip route add blackhole 192.0.2.1", "fail", "no reply on TCP 179 from 192.0.2.1"),
        ("", "undetermined", "refused by 192.0.2.1"),
        (
            "ip netns exec peer /usr/bin/python3 -c 'import socket,time;s=socket.create_server((\"\",179));"
                + "print(1,flush=True);time.sleep(60)' "
                + "> >(head -c1 > /run/up; cat >/dev/null) & while [ ! -s /run/up ]; do :; done",
            "pass", "every peer accepts"
        ),
    ])
    func
        `a silent peer fails the row, one that refuses leaves it open, one that accepts passes`(
            script: String, status: String, found: String
        ) throws
    {
        let lines = """
            set -e
            mount --make-rprivate /; mount -t tmpfs none /run
            ip link set lo up
            ip link add eth0 type veth peer name far; ip link set eth0 up; ip address add 192.0.2.5/24 dev eth0
            mkdir -p /run/netns; ip netns add peer
            ip link set far netns peer; ip -n peer link set lo up; ip -n peer link set far up
            ip -n peer address add 192.0.2.1/24 dev far
            \(script)
            set +e
            "$0" check --offline -o json --only 'port.*' --peer 192.0.2.1
            kill $(jobs -p) 2>/dev/null
            """
        let run = try Run("unshare", ["-nm", "bash", "-c", lines, Tool.path])
        let report = try JSONDecoder().decode(NodeInNamespace.Report.self, from: run.outputData)
        let row = try #require(report.checks.first { $0.id == "port.bgp" })
        #expect(row.status == status, "\(row)")
        #expect(row.found.contains(found), "\(row.found)")
        // Every other row is answered, and within the time that a peer is waited for.
        #expect(report.checks.count >= 4, "\(report.checks.map(\.id))")
        #expect(run.seconds < 15, "it took \(run.seconds) s")
    }
}
