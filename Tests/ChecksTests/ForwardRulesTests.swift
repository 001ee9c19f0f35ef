import TestSupport
import Testing

/// What the node forwards for its pods, past rules of others and past Felix's own.
@Suite(.waits) struct ForwardRulesTests {
    private static func row(_ script: String, _ options: String...) throws -> NodeInNamespace.Row {
        try NodeInNamespace.row("firewall.forward", after: script, options)
    }

    /// What Felix has in `filter`: its jump at the top of FORWARD, and what it appends to it.
    private static func felix(_ iptables: String) -> (jump: String, accept: String) {
        (
            """
            \(iptables) -N cali-FORWARD
            \(iptables) -A cali-FORWARD -i cali+ -j MARK --set-xmark 0x10000/0x10000
            \(iptables) -I FORWARD -m comment --comment cali:wUHhoiAYhphO9Mso -j cali-FORWARD

            """,
            "\(iptables) -A FORWARD -m comment --comment cali:S93hcgKJrXEqnTfs -m mark --mark 0x10000/0x10000 -j "
                + "ACCEPT\n"
        )
    }

    private static let programs = ["iptables-nft", "iptables-legacy"]

    @Test(arguments: programs)
    func `a rule that rejects before Felix accepts fails, is named, and the command mends it`(iptables: String) throws {
        let felix = Self.felix(iptables)
        let script = felix.jump + "\(iptables) -A FORWARD -j REJECT --reject-with icmp-host-prohibited\n" + felix.accept
        let row = try Self.row(script)
        #expect(row.status == "fail", "\(row)")
        #expect(row.found.contains("packets from pods to eth0") && row.found.contains("from tunl0 to pods"), "\(row)")
        let name =
            iptables == "iptables-nft" ? "ip filter FORWARD, rule handle" : "iptables-legacy filter FORWARD, rule 2"
        #expect(row.found.contains(name), "\(row)")
        let program = iptables == "iptables-nft" ? "iptables" : iptables
        #expect(row.remedy == "\(program) -I FORWARD 2 -m mark --mark 0x10000/0x10000 -j ACCEPT", "\(row)")
        #expect(try Self.row(script + (row.remedy ?? "")).status == "pass")
    }

    @Test(arguments: programs)
    func `where Felix is not yet there its accept will come last, and the command still helps`(iptables: String) throws
    {
        let script = "\(iptables) -A FORWARD -j REJECT\n"
        let row = try Self.row(script)
        #expect(row.status == "fail", "\(row)")
        #expect(try Self.row(script + (row.remedy ?? "")).status == "pass")
    }

    @Test(arguments: programs)
    func `a policy of DROP alone does no harm, before Felix comes and behind it`(iptables: String) throws {
        let felix = Self.felix(iptables)
        for script in ["", felix.jump + felix.accept] {
            #expect(try Self.row(script + "\(iptables) -P FORWARD DROP").status == "pass")
        }
    }

    @Test(arguments: programs)
    func `a policy of DROP cuts pods off where Felix has a table of its own`(iptables: String) throws {
        let script = """
            nft add table ip calico; nft add chain ip calico filter-FORWARD '{ type filter hook forward priority 0; }'
            \(iptables) -P FORWARD DROP

            """
        let row = try Self.row(script)
        #expect(row.status == "fail" && row.found.contains("FORWARD, policy drop"), "\(row)")
        #expect(try Self.row(script + (row.remedy ?? "")).status == "pass")
    }

    @Test func `another table's policy cuts pods off whatever Felix accepts, and the command lets pods through it`()
        throws
    {
        let felix = Self.felix("iptables-nft")
        for felix in ["", felix.jump + felix.accept] {
            let script =
                felix + "nft add table inet own; "
                + "nft add chain inet own forward '{ type filter hook forward priority 0; policy drop; }'\n"
            let row = try Self.row(script)
            #expect(row.status == "fail" && row.found.contains("inet own forward, policy drop"), "\(row)")
            #expect(row.remedy?.contains("nft insert rule inet own forward iifname '\"cali*\"' accept") == true)
            #expect(try Self.row(script + (row.remedy ?? "")).status == "pass")
        }
    }

    @Test func `a rule that returns before Felix's accept leads to the policy`() throws {
        let script = "iptables-nft -A FORWARD -i cali+ -j RETURN; iptables-nft -P FORWARD DROP\n"
        let row = try Self.row(script)
        #expect(row.status == "fail" && row.found.contains("from pods to eth0"), "\(row)")
        #expect(try Self.row(script + (row.remedy ?? "")).status == "pass")
    }

    @Test(arguments: [
        "iptables-nft -t raw -A PREROUTING -i cali+ -j DROP", "iptables-nft -t mangle -A FORWARD -o cali+ -j DROP",
        "iptables-legacy -t mangle -A POSTROUTING -o cali+ -j DROP",
        "nft add table ip t; nft add chain ip t pre '{ type filter hook prerouting priority 0; }'; "
            + "nft add rule ip t pre iifname eth0 ip daddr 10.0.0.0/8 drop; ip route add 10.244.1.7 dev eth0; "
            + "ip link add cali1 type veth peer name pod; ip link set cali1 up; ip route replace 10.244.1.7 dev cali1",
        // By the number of a pod's interface, which the /sys of another network does not have.
        "ip link add cali1 type veth peer name pod; ip link set cali1 up; ip route add 10.244.1.7 dev cali1; "
            + "nft add table ip t; nft add chain ip t f '{ type filter hook forward priority 0; }'; "
            + "nft add rule ip t f oif cali1 drop",
    ])
    func `drops in other tables and hooks are found, and their commands mend`(script: String) throws {
        let row = try Self.row(script + "\n")
        #expect(row.status == "fail", "\(row)")
        #expect(try Self.row(script + "\n" + (row.remedy ?? "")).status == "pass")
    }

    @Test func `IPv6 has rules of its own`() throws {
        let address = "ip address add 2001:db8::5/64 dev eth0 nodad; ip -6 route add default via 2001:db8::1\n"
        let script = address + "ip6tables-nft -A FORWARD -j DROP\n"
        #expect(try Self.row(script).status == "undetermined")
        let row = try Self.row(script, "--peer", "2001:db8::1")
        #expect(row.status == "fail" && row.found.contains("from pods to eth0 over IPv6"), "\(row)")
    }

    /// Docker with a container, kube-proxy, ufw with its policy of DROP, a firewall for single ports.
    @Test(arguments: [
        """
        ip link add docker0 type veth peer name container; ip link set container up; ip address add 172.17.0.1/16 dev \
        docker0; ip link set docker0 up
        iptables-nft -P FORWARD DROP; iptables-nft -N DOCKER; iptables-nft -N DOCKER-ISOLATION
        iptables-nft -A FORWARD -j DOCKER-ISOLATION; iptables-nft -A FORWARD -o docker0 -j DOCKER
        iptables-nft -A FORWARD -i docker0 ! -o docker0 -j ACCEPT
        iptables-nft -A DOCKER -d 172.17.0.2/32 ! -i docker0 -o docker0 -p tcp --dport 80 -j ACCEPT
        iptables-nft -A DOCKER ! -i docker0 -o docker0 -j DROP
        iptables-nft -A DOCKER-ISOLATION -i docker0 ! -o docker0 -j RETURN
        iptables-nft -t raw -A PREROUTING -d 172.17.0.2/32 ! -i docker0 -j DROP
        """,
        "iptables-nft-restore \(Repository.path("Tests/Fixtures/firewalls"))/ufw-deny.ipv4",
        "nft -f \(Repository.path("Tests/Fixtures/firewalls"))/kube-proxy.nft",
        "iptables-nft -A FORWARD -p tcp --dport 25 -j DROP; iptables-nft -A FORWARD -d 169.254.169.254 -j DROP",
    ])
    func `healthy nodes pass`(script: String) throws {
        let row = try Self.row(script)
        #expect(row.status == "pass", "\(row)")
    }
}
