import TestSupport
import Testing

/// What is known of packets of nodes that nobody has named: where they can come from, and by which ports.
@Suite(.waits) struct UnknownSenderTests {
    @Test(arguments: [
        // The ports that the answers come to are those of ip_local_port_range.
        "iptables-nft -I INPUT -p tcp --dport 2375 -j DROP", "iptables-legacy -I INPUT -p tcp --dport 10255 -j DROP",
        // Addresses that no other node has.
        "iptables-nft -I INPUT -s 169.254.0.0/16 -j DROP",
        "nft add table ip t; nft add chain ip t out "
            + "'{ type filter hook output priority 0; }'; nft add rule ip t out ip daddr 169.254.0.0/16 reject",
        "ip link add kube-bridge type veth peer name pod; ip address add 10.244.1.1/24 dev kube-bridge; ip link set "
            + "kube-bridge up; iptables-nft -A INPUT -s 10.244.1.17 -j DROP",
        "iptables-nft -N KUBE-POD-FW-AB; iptables-nft -A KUBE-POD-FW-AB -j REJECT; "
            + "iptables-nft -A INPUT -s 10.1.2.3 -j KUBE-POD-FW-AB; iptables-nft -A OUTPUT -d 10.1.2.3 -j "
            + "KUBE-POD-FW-AB",
        "nft add table ip t; nft add set ip t old '{ type ipv4_addr; flags timeout; }'; "
            + "nft add chain ip t in '{ type filter hook input priority 0; }'; nft add rule ip t in ip saddr @old drop",
    ])
    func `rules that are not about nodes leave nothing open`(script: String) throws {
        let row = try NodeInNamespace.rules(script)
        #expect(row.status == "pass", "\(row)")
    }

    @Test func `a set that rules put addresses into is not looked up`() throws {
        let row = try NodeInNamespace.rules(
            "nft add table ip t; nft add set ip t old '{ type ipv4_addr; flags timeout; size 99; }'; "
                + "nft add chain ip t in '{ type filter hook input priority 0; }'; "
                + "nft add rule ip t in udp dport 7 add @old '{ ip saddr timeout 1h }'; "
                + "nft add rule ip t in ip saddr @old drop")
        #expect(row.status == "undetermined", "\(row)")
    }

    @Test func `an accept by a low port of the sender does not open a policy of DROP`() throws {
        let script =
            "iptables-nft -A INPUT -p tcp --sport 53 -j ACCEPT; iptables-nft -A INPUT -p udp --sport 53 -j ACCEPT; "
        let row = try NodeInNamespace.rules(script + "iptables-nft -P INPUT DROP")
        #expect(row.status == "fail" && row.found.contains("TCP 179 in by"), "\(row)")
    }

    @Test func `accepts of other ports are no accepts of answers`() throws {
        let script = "for port in 5473 6443; do iptables-nft -A INPUT -p tcp --dport $port -j ACCEPT; done\n"
        let row = try NodeInNamespace.rules(script + "iptables-nft -P INPUT DROP")
        #expect(row.status == "fail" && row.found.contains("replies to TCP 179 out"), "\(row)")
    }

    @Test(arguments: ["iptables-nft", "iptables-legacy"])
    func `the commands for the first packet and for the answer are given at once`(iptables: String) throws {
        let script = "\(iptables) -P INPUT DROP; \(iptables) -P OUTPUT DROP\n"
        let row = try NodeInNamespace.rules(script)
        #expect(row.remedy?.contains("--sport 179") == true && row.remedy?.contains("--dport 179") == true, "\(row)")
        #expect(try NodeInNamespace.mended(row, after: script).status == "pass")
    }
}
