import Base
import BusTestSupport
import Checks
import DBus
import Fence
import Node
import Requirements
import SystemPackage
import TestSupport
import Testing

/// The rows about firewalls, with a bus on which a firewalld and a systemd answer as the real ones do.
@Suite struct FirewallTests {
    private let bus: PrivateBus
    private let node: TemporaryFolder

    init() throws {
        bus = try PrivateBus()
        node = try TemporaryFolder()
        try node.write("6.1.0\n", to: "proc/sys/kernel/osrelease")
        try node.write(
            "Iface Destination Gateway Flags RefCnt Use Metric Mask\neth0 00000000 0102A8C0 0003 0 0 0 00000000 0 0 "
                + "0\n",
            to: "proc/1/net/route")
    }

    private func row(
        _ id: String, profile: String = "calico-3.16", within limit: Duration = .seconds(20)
    ) throws -> CheckResult {
        let inputs = CheckInputs()
        let context = CheckContext(
            FenceContext(
                root: try RootDirectory(FilePath(node.path)), bus: bus.address, by: Deadline(after: limit)),
            inputs)
        let check = try #require(try Profile(named: profile).nodeChecks(inputs: inputs).first { $0.id == id })
        return CheckResult(check, check.evaluate(in: context))
    }

    private struct Policy {
        let name: String
        var ingress = ["public"]
        var egress = ["HOST"]
        var target = "CONTINUE"
        var priority: Int32 = -1
        var ports: [String] = []
        var richRules: [String] = []

        var zones: Value {
            .dictionary(
                key: "s", value: "as",
                [("ingress_zones", ingress), ("egress_zones", egress)].map {
                    .init(.string($0), .array(of: "s", $1.map { .string($0) }))
                })
        }

        var settings: Value {
            let ports = ports.map { Value.structure([.string($0), .string("tcp")]) }
            let values: [(String, Value)] = [
                ("target", .string(target)), ("priority", .int32(priority)), ("ports", .array(of: "(ss)", ports)),
                ("rich_rules", .array(of: "s", richRules.map { .string($0) })),
            ]
            return .dictionary(key: "s", value: "v", values.map { .init(.string($0), .variant($1)) })
        }
    }

    private static func zoneSettings(target: String, forwardings: [[String]]) -> Value {
        let forwarded = Value.array(of: "(ssss)", forwardings.map { .structure($0.map { .string($0) }) })
        return .dictionary(
            key: "s", value: "v",
            [
                .init(.string("target"), .variant(.string(target))),
                .init(.string("forward_ports"), .variant(forwarded)),
            ])
    }

    private static func activeZones(_ sources: [String: [String]]) -> Value {
        .dictionary(
            key: "s", value: "a{sas}",
            sources.map { zone, senders in
                let senders = Value.array(of: "s", senders.map { .string($0) })
                return .init(
                    .string(zone), .dictionary(key: "s", value: "as", [.init(.string("sources"), senders)]))
            })
    }

    private static var bgpSettings: Value {
        let ports = Value.array(of: "(ss)", [.structure([.string("179"), .string("tcp")])])
        return .dictionary(key: "s", value: "v", [.init(.string("ports"), .variant(ports))])
    }

    private func firewalld(
        zone: String, ports: [(String, String)] = [], protocols: [String] = [], services: [String] = [],
        richRules: [String] = [], target: String = "default", forwardings: [[String]] = [],
        policies: [Policy] = [], sources: [String: [String]] = [:]
    )
        throws -> Peer
    {
        @Sendable func texts(_ values: [String]) -> Value { .array(of: "s", values.map { .string($0) }) }
        return try Peer(on: bus, name: "org.fedoraproject.FirewallD1") { member, arguments in
            switch (member, arguments.first) {
            case ("getZoneOfInterface", .string(let interface)?) where interface == "eth0": .values([.string(zone)])
            case ("getDefaultZone", nil): .values([.string("public")])
            case ("getPorts", .string?): .values([.array(of: "as", ports.map { texts([$0.0, $0.1]) })])
            case ("getProtocols", .string?): .values([texts(protocols)])
            case ("getServices", .string?): .values([texts(services)])
            case ("getRichRules", .string?): .values([texts(richRules)])
            // A zone for some senders lets everything in.
            case ("getZoneSettings2", .string(let zone)?):
                .values([
                    Self.zoneSettings(target: sources[zone] == nil ? target : "ACCEPT", forwardings: forwardings)
                ])
            case ("getActiveZones", nil): .values([Self.activeZones(sources)])
            case ("getActivePolicies", nil) where !policies.isEmpty:
                .values([
                    .dictionary(key: "s", value: "a{sas}", policies.map { .init(.string($0.name), $0.zones) })
                ])
            case ("getPolicySettings", .string(let name)?):
                policies.first { $0.name == name }.map { .values([$0.settings]) }
                    ?? .error("org.fedoraproject.FirewallD1.Exception", name)
            case ("getServiceSettings2", .string("bgp")?): .values([Self.bgpSettings])
            case ("getServiceSettings2", .string?): .values([.dictionary(key: "s", value: "v", [])])
            default: .error("org.freedesktop.DBus.Error.UnknownMethod", member)
            }
        }
    }

    @Test func `a firewalld that keeps Calico out is a failure, and the command opens exactly that`() throws {
        let peer = try firewalld(zone: "", ports: [("22", "tcp")])
        defer { peer.end() }
        let row = try row("firewall.firewalld")
        #expect(row.status == .fail, "\(row.outcome.found)")
        #expect(
            row.outcome.remedy
                == "firewall-cmd --permanent --zone=public --add-port=179/tcp && "
                + "firewall-cmd --permanent --zone=public --add-protocol=4 && firewall-cmd --reload"
        )
    }

    @Test func `ports by themselves, by a range or by a service are open`() throws {
        for (ports, services) in [([("179", "tcp")], []), ([("100-200", "tcp")], []), ([], ["ssh", "bgp"])]
            as [([(String, String)], [String])]
        {
            let peer = try firewalld(zone: "calico", ports: ports, protocols: ["ipencap"], services: services)
            defer { peer.end() }
            let row = try row("firewall.firewalld")
            #expect(row.status == .pass, "\(row.outcome.found)")
        }
    }

    @Test(arguments: [
        (
            "default",
            [#"rule family="ipv4" port port="179" protocol="tcp" accept"#, #"rule protocol value="4" accept"#], "pass"
        ),
        ("default", [#"rule family="ipv4" port port="100-200" protocol="tcp" log accept"#, "rule accept"], "pass"),
        ("default", [#"rule service name="bgp" accept"#, #"rule protocol value="ipencap" accept"#], "pass"),
        ("default", [#"rule family="ipv6" port port="179" protocol="tcp" accept"#], "fail"),
        (
            "default", [#"rule family="ipv4" source address="10.0.0.0/8" accept"#], "undetermined"
        ),
        ("ACCEPT", [], "pass"),
        ("ACCEPT", [#"rule family="ipv4" port port="179" protocol="tcp" reject"#], "fail"),
        ("ACCEPT", [#"rule family="ipv4" source address="10.0.0.0/8" drop"#], "undetermined"),
        ("ACCEPT", [#"rule family="ipv4" source address="10.0.0.0/8" port port="25" protocol="tcp" drop"#], "pass"),
        ("default", [#"rule family="ipv4" source address="10.0.0.0/8" drop"#], "fail"), ("%%REJECT%%", [], "fail"),
        ("DROP", [], "fail"),
    ])
    func `rich rules and the zone's target decide`(target: String, rules: [String], status: String) throws {
        let peer = try firewalld(zone: "calico", richRules: rules, target: target)
        defer { peer.end() }
        let row = try row("firewall.firewalld")
        #expect("\(row.status)" == status, "\(row.outcome.found)")
    }

    @Test(arguments: [
        (
            [
                #"rule priority="-10" port port="179" protocol="tcp" accept"#,
                #"rule port port="179" protocol="tcp" drop"#,
            ],
            "pass"
        ),
        ([#"rule priority="32767" reject"#, #"rule port port="179" protocol="tcp" accept"#], "pass"),
        ([#"rule priority="5" port port="179" protocol="tcp" accept"#, #"rule priority="4" reject"#], "fail"),
        ([#"rule family="ipv4" forward-port port="179" protocol="tcp" to-port="1179""#], "fail"),
        (
            [
                #"rule family="ipv4" source address="10.0.0.0/8" forward-port port="179" protocol="tcp" to-port="1179""#
            ], "undetermined"
        ),
    ])
    func `rich rules are asked in the order of their priorities, and forwardings before all`(
        rules: [String], status: String
    ) throws {
        let peer = try firewalld(
            zone: "calico", ports: status == "fail" && rules.count == 2 ? [] : [("179", "tcp")], protocols: ["4"],
            richRules: rules)
        defer { peer.end() }
        let row = try row("firewall.firewalld")
        #expect("\(row.status)" == status, "\(rules): \(row.outcome.found)")
    }

    @Test func `a port that is forwarded elsewhere does not come in`() throws {
        let peer = try firewalld(
            zone: "calico", ports: [("179", "tcp")], protocols: ["4"], forwardings: [["179", "tcp", "1179", ""]])
        defer { peer.end() }
        let row = try row("firewall.firewalld")
        #expect(row.status == .fail)
        #expect(
            row.outcome.remedy
                == "firewall-cmd --permanent --zone=calico --remove-forward-port=port=179:proto=tcp:toport=1179 && "
                + "firewall-cmd --reload")
    }

    @Test(arguments: [
        (Policy(name: "p", target: "DROP"), "fail", "179/tcp by the target of the policy p"),
        (Policy(name: "p", ingress: ["ANY"], target: "REJECT"), "fail", "4 by the target of the policy p"),
        (Policy(name: "p", target: "DROP", priority: 5), "pass", ""),
        (Policy(name: "p", ingress: ["work"], target: "DROP"), "pass", ""),
        (Policy(name: "p", egress: ["work"], target: "DROP"), "pass", ""),
        (Policy(name: "p", ingress: ["HOST"], egress: ["public"], target: "REJECT"), "fail", "179/tcp out by"),
        (Policy(name: "p", ingress: ["HOST"], egress: ["ANY"], target: "ACCEPT"), "pass", ""),
        (
            Policy(name: "p", richRules: [#"rule port port="179" protocol="tcp" drop"#]), "fail",
            #"179/tcp in the policy p by rule port port="179" protocol="tcp" drop"#
        ),
        (
            Policy(name: "p", richRules: [#"rule source address="10.0.0.0/8" drop"#]), "undetermined",
            #"rule source address="10.0.0.0/8" drop"#
        ),
        (Policy(name: "p", target: "DROP", ports: ["179"]), "fail", "blocks 4 by"),
    ])
    private func `policies between the uplink's zone and the host are asked, in their order`(
        policy: Policy, status: String, found: String
    ) throws {
        let peer = try firewalld(zone: "public", ports: [("179", "tcp")], protocols: ["4"], policies: [policy])
        defer { peer.end() }
        let row = try row("firewall.firewalld")
        #expect("\(row.status)" == status, "\(row.outcome.found)")
        #expect(found.isEmpty || row.outcome.found.contains(found), "\(row.outcome.found)")
    }

    @Test func `a policy that lets everything in before the zone is asked opens it, and one behind the zone too`()
        throws
    {
        for priority: Int32 in [-5, 5] {
            let peer = try firewalld(
                zone: "public", policies: [Policy(name: "p", target: "ACCEPT", priority: priority)])
            defer { peer.end() }
            #expect(try row("firewall.firewalld").status == .pass)
        }
    }

    @Test func `another zone for some senders leaves it open which one is meant`() throws {
        let peer = try firewalld(zone: "public", sources: ["trusted": ["10.0.0.0/8"]])
        defer { peer.end() }
        let row = try row("firewall.firewalld")
        #expect(row.status == .undetermined)
        #expect(row.outcome.found.contains("10.0.0.0/8 belongs to the zone trusted"), "\(row.outcome.found)")
        #expect(row.outcome.remedy?.contains("--peer") == true)
    }

    @Test func `the trusted zone lets everything in`() throws {
        let peer = try firewalld(zone: "trusted", target: "ACCEPT")
        defer { peer.end() }
        #expect(try row("firewall.firewalld").status == .pass)
    }

    @Test func `Typha and the API server are asked for where they are served on this node`() throws {
        // In hexadecimal: 5473 and 6443.
        let lines = [("1561", 4711), ("192B", 4712)].map { port, inode in
            "   0: 00000000:\(port) 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 \(inode) "
                + "1 0\n"
        }
        try node.write("  sl  local_address rem_address   st\n" + lines.joined(), to: "proc/1/net/tcp")
        for (process, name, inode) in [("7", "calico-typha", 4711), ("8", "kube-apiserver", 4712)] {
            try node.write("\(name)\n", to: "proc/\(process)/comm")
            try node.link("proc/\(process)/fd/3", to: "socket:[\(inode)]")
        }
        let closed = try firewalld(zone: "public", ports: [("179", "tcp")], protocols: ["4"])
        let row = try row("firewall.firewalld")
        closed.end()
        #expect(row.status == .fail && row.outcome.found.contains("5473/tcp"), "\(row.outcome)")
        #expect(row.outcome.found.contains("6443/tcp"), "\(row.outcome)")
        let ports = [("179", "tcp"), ("5473", "tcp"), ("6443", "tcp")]
        let open = try firewalld(zone: "public", ports: ports, protocols: ["4"])
        #expect(try self.row("firewall.firewalld").status == .pass)
        open.end()
        let diverted = try firewalld(
            zone: "public", ports: ports, protocols: ["4"], forwardings: [["6443", "tcp", "16443", ""]])
        defer { diverted.end() }
        #expect(try self.row("firewall.firewalld").status == .fail)
    }

    @Test func `panic mode is one finding with one command`() throws {
        let peer = try Peer(on: bus, name: "org.fedoraproject.FirewallD1") { member, _ in
            member == "queryPanicMode"
                ? .values([.boolean(true)]) : .error("org.fedoraproject.FirewallD1.Exception", member)
        }
        defer { peer.end() }
        let row = try row("firewall.firewalld")
        #expect(row.status == .fail && row.outcome.remedy == "firewall-cmd --panic-off", "\(row.outcome)")
    }

    @Test func `a firewalld that answers with errors leaves the row undetermined`() throws {
        let peer = try Peer(on: bus, name: "org.fedoraproject.FirewallD1") { member, _ in
            .error("org.fedoraproject.FirewallD1.Exception", member)
        }
        defer { peer.end() }
        #expect(try row("firewall.firewalld").status == .undetermined)
    }

    @Test func `without firewalld on the bus the row passes, and one that waits for the next boot fails`() throws {
        #expect(try row("firewall.firewalld").status == .pass)
        try node.link(
            "etc/systemd/system/multi-user.target.wants/firewalld.service",
            to: "/usr/lib/systemd/system/firewalld.service")
        #expect(try row("firewall.firewalld").status == .fail)
    }

    @Test func `a service that systemd runs is found by its state`() throws {
        let peer = try Peer(on: bus, name: "org.freedesktop.systemd1") { member, arguments in
            switch (member, arguments.first) {
            case ("GetUnit", .string(let unit)?) where unit == "nftables.service":
                .values([.objectPath("/org/freedesktop/systemd1/unit/nftables_2eservice")])
            case ("Get", _): .values([.variant(.string("active"))])
            default: .error("org.freedesktop.systemd1.NoSuchUnit", member)
            }
        }
        defer { peer.end() }
        let row = try row("firewall.other")
        #expect(row.status == .warning)
        #expect(row.outcome.found == "enabled: nftables.service")
        #expect(row.outcome.evidence.first?.text == "ActiveState=active")
    }

    @Test func `a systemd that refuses to say leaves the row undetermined, unless a link says it`() throws {
        let peer = try Peer(on: bus, name: "org.freedesktop.systemd1") { member, _ in
            .error("org.freedesktop.DBus.Error.AccessDenied", member)
        }
        defer { peer.end() }
        let unknown = try row("firewall.other")
        #expect(unknown.status == .undetermined && unknown.outcome.found.contains("AccessDenied"), "\(unknown.outcome)")
        try node.link(
            "etc/systemd/system/multi-user.target.wants/nftables.service",
            to: "/usr/lib/systemd/system/nftables.service")
        #expect(try row("firewall.other").outcome.found == "enabled: nftables.service")
    }

    /// Not that nothing is on it.
    @Test(arguments: ["firewall.firewalld", "firewall.other", "managers.connman"])
    func `a bus that does not answer leaves the row undetermined`(id: String) throws {
        try node.makeFolder("proc/1")
        bus.stop()
        defer { bus.resume() }
        let row = try row(id, profile: "calico-3.32", within: .milliseconds(300))
        #expect(
            row.status == .undetermined && row.outcome.found.contains("no reply before the deadline"), "\(row.outcome)")
    }
}
