import Foundation
import TestSupport
import Testing

/// `nmfence explain node`: one cause, its evidence and one command, on a page.
@Suite(.waits) struct `Explaining a node` {
    private struct Answer: Decodable {
        struct Node: Decodable {
            struct Finding: Decodable {
                struct Check: Decodable {
                    let id: String
                    let status: String
                    let found: String
                }
                let topic: String
                let checks: [Check]
            }
            let certainty: String
            let cause: String?
            let command: String?
            let findings: [Finding]
            let cleared: [String]
        }
        let node: Node
    }

    /// The answer about a fixture whose network is a namespace prepared by lines of shell.
    private func answer(_ fixture: NodeFixture, after script: String, _ options: String...) throws -> Answer.Node {
        let lines = """
            set -e
            ip link set lo up
            ip link add eth0 type veth peer name far; ip link set eth0 up; ip link set far up
            ip address add 192.0.2.5/24 dev eth0; ip route add default via 192.0.2.1
            \(script)
            ln -sfn "$(readlink /proc/self/ns/net)" "$1/proc/1/ns/net"
            for list in ip_tables_names ip6_tables_names route; do
                [ ! -e /proc/net/$list ] || cat /proc/net/$list >"$1/proc/1/net/$list"
            done
            set +e
            "$0" explain node --offline -o json --profile calico-3.29 --root "$@"
            """
        // The kernel that answers is the machine's: its packet filter is there.
        try fixture.folder.write("nf_tables 1 0 - Live 0x0\n", to: "proc/modules")
        let run = try Run("unshare", ["-n", "bash", "-c", lines, Tool.path, fixture.folder.path] + options)
        #expect(try Schema.objections(to: run.output, "explain") == "", "\(run.output)\(run.errors)")
        return try JSONDecoder().decode(Answer.self, from: run.outputData).node
    }

    /// The same as text, in a namespace without anything of Calico's.
    private func text(_ fixture: NodeFixture) throws -> Run {
        let lines = """
            ln -sfn "$(readlink /proc/self/ns/net)" "$1/proc/1/ns/net"
            "$0" explain node --offline --profile calico-3.29 --root "$1"
            """
        return try Run("unshare", ["-n", "bash", "-c", lines, Tool.path, fixture.folder.path])
    }

    @Test func `names NetworkManager with its evidence and one command, in at most 12 lines`() throws {
        let fixture = try NodeFixture(isRunning: true)
        try fixture.folder.write("[keyfile]\nunmanaged-devices=none\n", to: "etc/NetworkManager/conf.d/zz-x.conf")
        try fixture.folder.write("localhost\n", to: "proc/sys/kernel/hostname")
        try fixture.addListener("promtail", 77, port: 9099)
        let run = try text(fixture)
        #expect(run.status == 0)
        let lines = run.output.split(separator: "\n").map(String.init)
        #expect(lines.count <= 12, "\(run.output)")
        #expect(lines[0] == "Most likely cause: NetworkManager manages Calico's interfaces")
        #expect(run.output.contains("/etc/NetworkManager/conf.d/zz-x.conf:2: unmanaged-devices=none"), "\(run.output)")
        #expect(run.output.contains("fix    nmfence fix --root \(fixture.folder.path)"), "\(run.output)")
        #expect(run.output.contains("port.felix-health (fail): port 9099 is in use by promtail (77)"), "\(run.output)")
    }

    @Test func `gives a clean bill where nothing is wrong, and says what it cannot see`() throws {
        let run = try text(try NodeFixture(isRunning: true))
        #expect(run.status == 0 && run.output.hasPrefix("No check finds anything that cuts pods off"), "\(run.output)")
        #expect(run.output.contains("IP pools"))
    }

    @Test func `names what keeps forwarded packets from pods`() throws {
        // What firewalld's zones and cloud images have: Felix's accept comes after it.
        let script = """
            nft add table ip filter
            nft add chain ip filter FORWARD '{ type filter hook forward priority 0; policy accept; }'
            nft add chain ip filter cali-FORWARD
            nft add rule ip filter cali-FORWARD iifname '"cali*"' meta mark set 0x10000
            nft add rule ip filter FORWARD jump cali-FORWARD
            nft add rule ip filter FORWARD reject with icmp type host-prohibited
            nft add rule ip filter FORWARD meta mark 0x10000 accept
            """
        let node = try answer(try NodeFixture(isRunning: true), after: script)
        #expect(node.certainty == "likely" && node.findings.first?.topic == "firewall", "\(node)")
        #expect(node.findings.first?.checks.contains { $0.id == "firewall.forward" } == true, "\(node)")
    }

    @Test func `names rules in both packet filters of iptables`() throws {
        let script = """
            iptables-legacy -N cali-FORWARD; iptables-legacy -A cali-FORWARD -j RETURN
            iptables-nft -N cali-FORWARD; iptables-nft -A cali-FORWARD -j RETURN
            """
        let node = try answer(try NodeFixture(isRunning: true), after: script)
        #expect(node.findings.first?.checks.first?.id == "iptables.backend", "\(node)")
        #expect(node.findings.first?.checks.first?.found.contains("iptables-legacy") == true)
    }

    @Test func `names the address that other nodes do not reach`() throws {
        let script = """
            ip link add a0 type veth peer name b0; ip link set b0 up
            ip link del eth0; ip link add eth0 type veth peer name far; ip link set eth0 up; ip link set far up
            ip link set a0 up; ip address add 10.9.9.9/24 dev a0
            ip address add 192.0.2.5/24 dev eth0; ip route add default via 192.0.2.1
            """
        let node = try answer(try NodeFixture(isRunning: true), after: script)
        let check = try #require(node.findings.first?.checks.first)
        #expect(check.id == "network.node-address" && check.found.contains("10.9.9.9/24 of a0"), "\(node)")
        #expect(node.command?.contains("IP_AUTODETECTION_METHOD=interface=eth0") == true)
    }

    private func finding(_ id: String, _ node: Answer.Node) -> Answer.Node.Finding.Check? {
        node.findings.flatMap(\.checks).first { $0.id == id }
    }

    /// Its service may be off by then: the rule stays until the next boot.
    @Test func `names the rule that nm-cloud-setup has made, and what takes it away`() throws {
        let rule = """
            ip rule add priority 30400 from 192.0.2.5 table 30400
            ip route add default via 192.0.2.1 table 30400
            """
        let node = try answer(try NodeFixture(isRunning: true), after: rule)
        let check = try #require(node.findings.first?.checks.first)
        #expect(check.id == "managers.nm-cloud-setup" && check.found.hasPrefix("rule 30400 "), "\(node)")
        let command = try #require(node.command)
        #expect(command == "ip rule del priority 30400 table 30400")
        for (name, more) in [
            ("taken away", command),
            ("behind the main table", "ip rule add priority 30350 table main suppress_prefixlength 0"),
        ] {
            let node = try answer(try NodeFixture(isRunning: true), after: rule + "\n" + more)
            #expect(finding("managers.nm-cloud-setup", node) == nil, "\(name): \(node)")
        }
        // A rule of somebody else's is no rule of nm-cloud-setup's.
        let other = try answer(
            try NodeFixture(isRunning: true), after: "ip rule add priority 30400 from 192.0.2.5 table 100")
        #expect(finding("managers.nm-cloud-setup", other) == nil, "\(other)")
    }

    private static let vxlan = """
        ip link add vxlan.calico type vxlan id 4096 dev eth0 dstport 4789
        ip address add 10.65.0.0/32 dev vxlan.calico; ip link set vxlan.calico up
        """

    /// The device is a real one of the kernel's, with the offload that it has when it is new.
    @Test func `names checksum offload on an old kernel, and on a new one it does not`() throws {
        let system = try #require(NodeFixture.systems.first { $0.name == "RHEL 8" })
        let old = try answer(try NodeFixture(system, isRunning: true), after: Self.vxlan)
        let check = try #require(finding("managers.checksum-offload", old), "\(old)")
        #expect(check.found.hasPrefix("tx-checksum-ip-generic of vxlan.calico is on, and kernel 4.18"), "\(check)")
        let new = try answer(try NodeFixture(isRunning: true), after: Self.vxlan)
        #expect(finding("managers.checksum-offload", new) == nil, "\(new)")
    }

    @Test func `names an adapter that drops VXLAN, where VXLAN uses the port that it knows`() throws {
        for (port, isNamed) in [(4789, true), (4799, false)] {
            let fixture = try NodeFixture(isRunning: true)
            try fixture.folder.link("sys/class/net/eth0/device/driver", to: "../../../../bus/pci/drivers/vmxnet3")
            let node = try answer(fixture, after: Self.vxlan.replacing("4789", with: "\(port)"))
            let check = finding("managers.checksum-offload", node)
            #expect((check != nil) == isNamed, "\(node)")
            if let check { #expect(check.found.hasPrefix("tx-udp_tnl-segmentation of eth0 is on"), "\(check)") }
        }
    }

    @Test func `is asked for by a word beside others`() throws {
        let fixture = try NodeFixture(isRunning: true)
        let options = ["--offline", "--root", fixture.folder.path]
        let both = try Tool.run(["explain", "node", "cali0", "-o", "json"] + options)
        #expect(try Schema.objections(to: both.output, "explain") == "")
        #expect(both.output.contains("\"certainty\"") && both.output.contains("\"cali0\""))
        let one = try Tool.run(["explain", "cali0", "-o", "json"] + options)
        #expect(!one.output.contains("\"certainty\""))
    }
}
