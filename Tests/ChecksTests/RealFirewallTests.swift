import TestSupport
import Testing

/// Whole rulesets as programs write them: ufw, and a healthy node with Calico and kube-proxy.
@Suite(.waits) struct RealFirewallTests {
    private static let folder = Repository.path("Tests/Fixtures/firewalls")

    private static func load(_ name: String, _ kind: String) -> String {
        """
        iptables-\(kind)-restore \(folder)/\(name).ipv4
        ip6tables-\(kind)-restore \(folder)/\(name).ipv6

        """
    }

    private static func node(_ kind: String) -> String {
        """
        ip address add 198.51.100.80/32 dev eth0
        for set in hosts-net vxlan-net masq-ipam-pools ipam-pools; do ipset create "cali40all-$set" hash:net; done
        ipset rename cali40all-masq-ipam-pools cali40masq-ipam-pools
        ipset add cali40all-hosts-net 192.0.2.1; ipset add cali40all-vxlan-net 192.0.2.1
        iptables-\(kind)-restore \(folder)/calico-kube-proxy.ipv4

        """
    }

    private static let version6 =
        "ip address add 2001:db8::5/64 dev eth0 nodad; ip -6 route add default via 2001:db8::1\n"

    @Test(arguments: ["nft", "legacy"])
    func `ufw keeps BGP out until it is told, over IPv4 and IPv6`(kind: String) throws {
        let peers = ["--peer", "192.0.2.1", "--peer", "2001:db8::1"]
        let closed = try NodeInNamespace.row(
            "firewall.rules", after: Self.version6 + Self.load("ufw-deny", kind), peers)
        #expect(closed.status == "fail", "\(closed)")
        #expect(closed.found.contains("TCP 179 in by") && closed.found.contains("TCP 179 in over IPv6 by"), "\(closed)")
        let open = try NodeInNamespace.row("firewall.rules", after: Self.version6 + Self.load("ufw-open", kind), peers)
        #expect(open.status == "pass", "\(open)")
    }

    @Test(arguments: ["nft", "legacy"])
    func `a healthy node with Calico and kube-proxy passes, with and without a peer`(kind: String) throws {
        for options in [[], ["--peer", "192.0.2.1"]] {
            let row = try NodeInNamespace.row("firewall.rules", after: Self.node(kind), options)
            #expect(row.status == "pass", "\(row)")
        }
    }

    @Test(arguments: ["nft", "legacy"])
    func `a node whose own rules drop what they do not know fails, Calico or not`(kind: String) throws {
        let script = Self.node(kind) + "iptables-\(kind) -A INPUT -j DROP"
        let row = try NodeInNamespace.rules(script)
        #expect(row.status == "fail", "\(row)")
        // Felix lets its tunnels in before that.
        #expect(
            row.found.hasPrefix("dropped: replies to TCP 179 out by") || row.found.contains("TCP 179 in by"), "\(row)")
        #expect(!row.found.contains("4789") && !row.found.contains("protocol 4"), "\(row)")
    }

    private static func ipvs(_ kind: String) -> String {
        """
        for set in CLUSTER-IP LOAD-BALANCER LOAD-BALANCER-FW EXTERNAL-IP; do ipset create "KUBE-$set" hash:ip,port; done
        ipset create KUBE-LOOP-BACK hash:ip,port,ip; ipset create KUBE-LOAD-BALANCER-SOURCE-CIDR hash:ip,port,net
        ipset create KUBE-IPVS-IPS hash:ip; ipset add KUBE-IPVS-IPS 10.96.0.1; ipset add KUBE-IPVS-IPS 10.96.0.10
        ipset create KUBE-NODE-PORT-TCP bitmap:port range 0-65535; ipset add KUBE-NODE-PORT-TCP 31443
        ipset create KUBE-HEALTH-CHECK-NODE-PORT bitmap:port range 0-65535
        ipset add KUBE-CLUSTER-IP 10.96.0.1,tcp:443; ipset add KUBE-LOOP-BACK 10.244.0.7,tcp:8080,10.244.0.7
        iptables-\(kind)-restore \(folder)/kube-proxy-ipvs.ipv4

        """
    }

    @Test(arguments: ["nft", "legacy"])
    func `kube-proxy's sets of IPVS are looked into`(kind: String) throws {
        for options in [[], ["--peer", "192.0.2.1"]] {
            let row = try NodeInNamespace.row("firewall.rules", after: Self.ipvs(kind), options)
            #expect(row.status == "pass", "\(row)")
        }
        // An address that is a service's and the node's: what is no port of the service is refused.
        let broken = Self.ipvs(kind) + "ipset add KUBE-IPVS-IPS 192.0.2.5; ipset add KUBE-CLUSTER-IP 192.0.2.5,udp:4789"
        let row = try NodeInNamespace.rules(broken)
        #expect(row.status == "fail", "\(row)")
        #expect(row.found.contains("TCP 179 in by") && row.found.contains("KUBE-IPVS-FILTER"), "\(row)")
        #expect(!row.found.contains("UDP 4789"), "\(row)")
    }

    @Test(arguments: [
        ("hash:net", "192.0.2.0/28", "src", "pass"), ("hash:net", "10.0.0.0/8", "src", "fail"),
        ("hash:ip", "192.0.2.5", "dst", "pass"), ("hash:ip,port", "192.0.2.5,tcp:179", "dst,dst", "pass"),
        ("hash:ip,port", "192.0.2.5,tcp:178", "dst,dst", "fail"),
        ("hash:net,port", "192.0.2.0/24,tcp:1-200", "src,dst", "pass"),
        ("bitmap:port range 0-1023", "179", "dst", "pass"), ("hash:net", "192.0.2.0/24 nomatch", "src", "undetermined"),
    ])
    func `addresses and ports are found in sets of several kinds`(
        kind: String, entry: String, part: String, status: String
    ) throws {
        let script = """
            ipset create s \(kind); ipset add s \(entry)
            iptables-legacy -P INPUT DROP; iptables-legacy -A INPUT -m conntrack --ctstate ESTABLISHED -j ACCEPT
            iptables-legacy -A INPUT -p tcp -m set --match-set s \(part) -j ACCEPT
            """
        let row = try NodeInNamespace.rules(script, "--peer", "192.0.2.1")
        #expect(row.status == status, "\(row)")
    }

    @Test func `kube-proxy's rules of nftables are in nobody's way`() throws {
        for options in [[], ["--peer", "192.0.2.1"]] {
            let row = try NodeInNamespace.row(
                "firewall.rules", after: "nft -f \(Self.folder)/kube-proxy.nft", options)
            #expect(row.status == "pass", "\(row)")
        }
    }

    @Test func `what is said of random rules is what the kernel does with packets`() throws {
        let run = try Run(
            "unshare",
            ["--mount", "--pid", "--fork", "--kill-child", "--mount-proc", Repository.path("scripts/rig/filter-cases")]
                + ["--tool", Tool.path, "--seed", "test", "--cases", "6"])
        #expect(run.status == 0, "\(run.output)\(run.errors)")
        #expect(run.output.contains("0 cases differ"), "\(run.output)")
    }

    @Test func `a firewall that lets in what is for the port and forgets the answers is in the way`() throws {
        let script = """
            nft -f - <<'END'
            table inet f {
                chain i { type filter hook input priority 0; policy drop; tcp dport 179 accept; udp dport 4789 \
                accept; ip protocol 4 accept; }
            }
            END
            """
        let row = try NodeInNamespace.rules(script)
        #expect(row.status == "fail", "\(row)")
        #expect(row.found == "dropped: replies to TCP 179 out by inet f i, policy drop")
        #expect(row.remedy == "nft insert rule inet f i tcp sport 179 accept")
        #expect(try NodeInNamespace.mended(row, after: script).status == "pass")
    }
}
