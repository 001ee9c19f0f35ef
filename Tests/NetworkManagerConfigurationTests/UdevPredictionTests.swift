import Base
import KeyFile
import NetworkManagerConfiguration
import SystemPackage
import Testing

/// What udev's rules mean for an interface that is not there yet, beside NetworkManager's own configuration.
@Suite struct UdevPredictionTests {
    /// The rule that NetworkManager brings, in our words.
    static let shipped = """
        SUBSYSTEM!="net", GOTO="unmanaged_end"
        ACTION!="add|change|move", GOTO="unmanaged_end"
        ENV{INTERFACE}=="vboxnet[0-9]*", ENV{NM_UNMANAGED}="1"
        ATTR{address}=="00:50:56:*", ENV{INTERFACE}=="vmnet[0-9]*", ENV{NM_UNMANAGED}="1"
        ENV{ID_NET_DRIVER}=="veth", ENV{INTERFACE}!="eth[0-9]*", ENV{NM_UNMANAGED}="1"
        ENV{DEVTYPE}=="gadget", ENV{NM_UNMANAGED}="1"
        LABEL="unmanaged_end"

        """
    /// Where udev learns the driver's name, with NetworkManager's own way behind it.
    static let drivers: [String: String] = [
        "/usr/lib/udev/rules.d/80-net-setup-link.rules": """
        SUBSYSTEM!="net", GOTO="end"
        IMPORT{builtin}="path_id"
        ACTION=="remove", GOTO="end"
        IMPORT{builtin}="net_setup_link"
        NAME=="", ENV{ID_NET_NAME}!="", NAME="$env{ID_NET_NAME}"
        LABEL="end"

        """,
        "/usr/lib/udev/rules.d/84-nm-drivers.rules": """
        SUBSYSTEM!="net", GOTO="end"
        ENV{ID_NET_DRIVER}=="?*", GOTO="end"
        DRIVERS=="?*", GOTO="end"
        PROGRAM="/bin/sh -c 'ethtool -i $$1 | sed -n s/^driver:\\ //p' -- $env{INTERFACE}", ENV{ID_NET_DRIVER}="%c"
        LABEL="end"

        """,
    ]

    static func files(_ more: [String: String] = [:]) -> [String: String] {
        drivers.merging(["/usr/lib/udev/rules.d/85-nm-unmanaged.rules": shipped]) { first, _ in first }
            .merging(more) { _, new in new }
    }

    /// The decision about an interface of this kind.
    static func decision(
        _ name: RawText, _ kind: InterfaceKind, _ rules: [String: String], configuration: String = "",
        _ version: NetworkManagerVersion? = .init(1, 42, 4), systemd: Int? = 252
    ) -> ManagedDecision {
        let traits = DeviceTraits(name: name, kind: kind)
        var facts = DeviceFacts()
        facts.udev = .rules(UdevRules(reading: FileTable(rules)).prediction(for: traits, version: systemd))
        let stack = ConfigurationStack.of(["a.conf": configuration], version: version)
        return ManagedPolicy(stack).prediction(for: traits, facts: facts).afterReload
    }

    @Test func `NetworkManager's own rule leaves the ends of veths alone, and nothing else of Calico's`() {
        let veth = Self.decision("cali1a2b3c", .veth, Self.files())
        #expect(veth.managed == .no && veth.cause == .udev)
        #expect(veth.decidedBy?.origin.description == "/usr/lib/udev/rules.d/85-nm-unmanaged.rules:5")
        #expect(veth.reason.contains("NM_UNMANAGED=1, overridden"))
        #expect(Self.decision("eth7", .veth, Self.files()).managed == .yes)
        for systemd in [219, 239, 247, 252] {
            #expect(Self.decision("cali1a2b3c", .veth, Self.files(), systemd: systemd).managed == .no)
            for (name, kind) in [("tunl0", .ipip), ("vxlan.calico", .vxlan), ("wireguard.cali", .wireguard)]
                as [(RawText, InterfaceKind)]
            {
                #expect(Self.decision(name, kind, Self.files(), systemd: systemd).managed == .yes)
            }
        }
    }

    @Test(arguments: ["", nil, "# nothing\n"] as [String?])
    func `a file of the same name in an earlier directory hides it`(_ text: String?) {
        var table = FileTable(Self.files())
        table.files["/etc/udev/rules.d/85-nm-unmanaged.rules"] =
            text.map { .regular(Array($0.utf8)) } ?? .notRegular("character device")
        let rules = UdevRules(reading: table)
        let value = rules.value(
            of: "NM_UNMANAGED", for: UdevDevice(name: "cali0", kind: .veth), action: "add", version: 252)
        #expect(value.isCertain && value.mayBe(nil))
    }

    @Test(arguments: [
        ("90-a.rules", #"KERNEL=="cali*", ENV{NM_UNMANAGED}="0""#, true),
        ("10-a.rules", #"KERNEL=="cali*", ENV{NM_UNMANAGED}="0""#, false),
        ("90-a.rules", #"KERNEL=="cali*", ENV{NM_UNMANAGED}="""#, true),
        ("90-a.rules", #"KERNEL=="cali*", ENV{NM_UNMANAGED}="", ENV{ID_NET_MANAGED_BY}="x""#, true),
        ("90-a.rules", #"ENV{INTERFACE}=="eth*", ENV{NM_UNMANAGED}="0""#, false),
        ("90-a.rules", #"KERNEL=="cali*", PROGRAM=="/bin/x", ENV{NM_UNMANAGED}="0""#, nil),
        // Older kernels announce an interface that comes from another namespace as added, then as moved.
        ("90-a.rules", #"ACTION=="move", ENV{NM_UNMANAGED}="0""#, nil),
        ("90-a.rules", #"ACTION=="add", ENV{NM_UNMANAGED}="0""#, nil),
        ("90-a.rules", #"ACTION=="remove", ENV{NM_UNMANAGED}="0""#, false),
    ])
    func `later rules have the last word`(_ name: String, _ text: String, _ expected: Bool?) {
        let decision = Self.decision("cali0", .veth, Self.files(["/etc/udev/rules.d/\(name)": text]))
        #expect(decision.managed.value == expected)
        guard expected == nil, !text.contains("add") else { return }
        #expect(decision.decidedBy?.origin.path.string == "/etc/udev/rules.d/\(name)")
    }

    @Test(arguments: [
        ("[device]\nmanaged=1\n", true, ManagedDecision.Cause.nothing),
        ("[device]\nmanaged=0\n", false, .deviceSection),
        ("[keyfile]\nunmanaged-devices=interface-name:cali*\n", false, .unmanagedList),
    ])
    func `groups and lists overrule udev`(_ text: String, _ managed: Bool, _ cause: ManagedDecision.Cause) {
        for rule in ["1", "0"] {
            let rules = ["/etc/udev/rules.d/a.rules": "ENV{NM_UNMANAGED}=\"\(rule)\""]
            let decision = Self.decision("cali0", .veth, rules, configuration: text)
            #expect(decision.managed.value == managed)
            if !managed { #expect(decision.cause == cause) }
        }
    }

    @Test(arguments: [
        (#"ENV{NM_UNMANAGED}="yes""#, NetworkManagerVersion(1, 30, 6), true as Bool?),
        (#"ENV{NM_UNMANAGED}="yes""#, .init(1, 32, 0), false), (#"ENV{NM_UNMANAGED}="yes""#, nil, nil),
        (#"ENV{ID_NET_MANAGED_BY}="x""#, .init(1, 44, 0), true),
        (#"ENV{ID_NET_MANAGED_BY}="x""#, .init(1, 46, 0), false),
        (#"ENV{ID_NET_MANAGED_BY}="org.freedesktop.NetworkManager""#, .init(1, 46, 0), true),
        (#"PROGRAM=="x", ENV{ID_NET_MANAGED_BY}="x""#, .init(1, 46, 0), nil),
        (#"PROGRAM=="x", ENV{ID_NET_MANAGED_BY}="x""#, .init(1, 44, 0), true),
    ])
    func `versions of NetworkManager read the properties their own way`(
        _ text: String, _ version: NetworkManagerVersion?, _ expected: Bool?
    ) {
        let rules = ["/etc/udev/rules.d/a.rules": text]
        #expect(Self.decision("tunl0", .ipip, rules, version).managed.value == expected)
    }

    @Test func `no rule of udev's is a fence`() throws {
        let rules = UdevRules(reading: FileTable(Self.files()))
        let pattern = try InterfacePattern("cali*", kind: .veth)
        func coverage(_ configuration: String) -> Coverage {
            ManagedPolicy(.of(["a.conf": configuration])).coverage(of: pattern) {
                .rules(rules.prediction(for: $0, version: 252))
            }
        }
        guard case .counterexample(_, let decision) = coverage("") else {
            Issue.record("a fence without a list")
            return
        }
        #expect(decision.managed == .no && decision.cause == .udev)
        guard case .allUnmanaged = coverage("[keyfile]\nunmanaged-devices=interface-name:cali*\n") else {
            Issue.record("no fence with a list")
            return
        }
    }

    @Test func `what else sets properties, and what cannot be read, leaves the answer open`() {
        let hardware = [
            "/etc/udev/hwdb.d/a.hwdb": "net:*\n NM_UNMANAGED=0\n",
            "/etc/udev/rules.d/a.rules": "IMPORT{builtin}=\"hwdb 'x'\"",
        ]
        #expect(Self.decision("tunl0", .ipip, hardware).managed == .unknown)
        let rules = UdevRules(reading: FileTable(Self.files()))
        let link = Origin(path: "/etc/systemd/network/a.link", line: 2)
        for (version, isOpen) in [(257, true), (252, false)] {
            let traits = DeviceTraits(name: "cali0", kind: .veth)
            #expect(
                (rules.prediction(for: traits, version: version, linkFile: link)
                    != rules.prediction(for: traits, version: version)) == isOpen)
        }
        var table = FileTable(Self.files())
        table.unreadableDirectories["/etc/udev/rules.d"] = .permissionDenied
        let value = UdevRules(reading: table).value(
            of: "NM_UNMANAGED", for: UdevDevice(name: "cali0", kind: .veth), action: "add", version: 252)
        #expect(!value.isCertain)
    }
}
