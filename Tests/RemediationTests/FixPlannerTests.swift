import Base
import DBus
import Fence
import Foundation
import KeyFile
import NetworkManagerConfiguration
import Node
import SystemPackage
import TestSupport
import Testing

@testable import Remediation

/// What Calico's interfaces are; the profiles of Requirements say it for the program.
private let kinds: [String: InterfaceKind] = [
    "cali*": .veth, "tunl*": .ipip, "vxlan.calico": .vxlan, "wireguard.cali": .wireguard,
]

/// A node's files, and what a fix makes of them.
private struct Machine {
    let folder: TemporaryFolder

    init(_ files: [String: String], version: String = "1.42.4") throws {
        folder = try TemporaryFolder()
        try folder.makeFolder("etc/NetworkManager/conf.d")
        try folder.makeFolder("run")
        let plugins = "usr/lib/x86_64-linux-gnu/NetworkManager/\(version)"
        try folder.makeFolder(plugins)
        if files.values.contains(where: { $0.contains("plugins=ifupdown") }) {
            try folder.write("", to: plugins + "/libnm-settings-plugin-ifupdown.so")
        }
        for (path, text) in files { try folder.write(text, to: path) }
    }

    func context() throws -> FenceContext {
        FenceContext(root: try RootDirectory(FilePath(folder.path)), bus: nil, by: Deadline(after: .seconds(30)))
    }

    func plan(
        adopts: Bool = false, patterns: [String] = ["cali*", "tunl*", "vxlan.calico"],
        effort: FixPlanner.Effort = .full
    ) throws -> Plan {
        var permissions = FixPlanner.Permissions()
        permissions.adopts = adopts
        return try FixPlanner(
            context(), patterns: patterns.map { try InterfacePattern($0, kind: kinds[$0] ?? .unknown) },
            permissions: permissions, effort: effort
        ).plan()
    }

    /// Every file in it, with its text.
    func files() throws -> [String: String] {
        var files: [String: String] = [:]
        for path in FileManager.default.subpaths(atPath: folder.path) ?? [] { files[path] = folder.text(path) ?? "" }
        return files
    }

    /// Plans, writes what was planned, and gives what NetworkManager then decides.
    func fixed(adopts: Bool = false) throws -> (plan: Plan, policy: ManagedPolicy) {
        let plan = try plan(adopts: adopts)
        var files = FileStep(root: try RootDirectory(FilePath(folder.path)))
        for change in plan.changes { try files.apply(change) }
        return (plan, try context().policy)
    }
}

private func unmanagedDevices(_ list: String, _ sign: String = "=") -> String {
    "[keyfile]\nunmanaged-devices\(sign)\(list)\n"
}

extension ManagedPolicy {
    fileprivate func decision(about interface: FenceInterface) -> Decision {
        let prediction = prediction(
            for: DeviceTraits(
                name: RawText(interface.name), type: .known(RawText(interface.kind.type)),
                driver: .known(RawText(interface.kind.driver))))
        return Decision(
            afterReload: prediction.afterReload.managed.value, afterReboot: prediction.afterReboot.managed.value)
    }
}

private struct Decision: Hashable {
    let afterReload: Bool?
    let afterReboot: Bool?
}

@Suite("FixPlanner")
struct FixPlannerTests {
    private static let versions = ["1.8.0", "1.12.4", "1.42.4", "1.58.1"]

    private func expectFenced(_ policy: ManagedPolicy, _ comment: Comment) throws {
        for pattern in ["cali*", "tunl*", "vxlan.calico"] {
            let coverage = policy.coverage(of: try InterfacePattern(pattern, kind: kinds[pattern] ?? .unknown))
            #expect(coverage.isUnmanaged, "\(comment): \(pattern): \(coverage.reason)")
        }
    }

    /// Each try reads every file again.
    @Test func `a plan that would take too long is given up, and the file named`() throws {
        let path = "etc/NetworkManager/conf.d/50-site.conf"
        func comment(_ size: Int) -> String { "# " + String(repeating: "x", count: size) + "\n" }
        let machine = try Machine([
            path: comment(700_000) + unmanagedDevices("eth9"),
            "etc/NetworkManager/conf.d/40-site.conf": comment(500_000),
        ])
        let failure = #expect(throws: ChangeFailure.self) { try machine.plan(effort: .advice) }
        #expect(failure?.obstacle.contains("/" + path) == true, "\(failure?.description ?? "")")
        guard case .undetermined? = failure else {
            Issue.record("\(failure?.description ?? "planned")")
            return
        }
    }

    /// The same table is tried with a running NetworkManager: CommandTests.
    @Test(arguments: FenceCase.all, versions)
    func `a plan makes of each configuration what it must, and no more`(row: FenceCase, version: String) throws {
        let minor = try #require(version.split(separator: ".").dropFirst().first.flatMap { Int($0) })
        let expectation = row.expectation(for: minor)
        let machine = try Machine(row.files.merging(row.lateFiles) { $1 }, version: version)
        let adopts = row.options.contains("--adopt")
        let place: Comment = "\(row) with \(version)"
        let (present, files) = (try machine.context().policy, try machine.files())
        if row.lateFiles.isEmpty {
            for (name, isManaged) in expectation.managed {
                let interface = try #require(FenceInterface.bystanders.first { $0.name == name })
                #expect(present.decision(about: interface).afterReboot == isManaged, "\(place): \(name) before")
            }
        }
        if case .refused(let status, let names) = expectation.outcome {
            let failure = #expect(throws: ChangeFailure.self, "\(place)") { try machine.plan(adopts: adopts) }
            for name in names {
                #expect(failure?.description.contains(name) == true, "\(place): \(failure?.description ?? "")")
            }
            if case .unreadableConfiguration? = failure {
                #expect(status == 78, "\(place)")
            } else {
                #expect(status == 1, "\(place)")
            }
            #expect(try machine.files() == files, "\(place)")
            return
        }
        let (plan, policy) = try machine.fixed(adopts: adopts)
        let changes = plan.changes.filter { $0.action != .none }
            .map { "\($0.action) \($0.path.lastComponent?.string ?? "")" }
        #expect((changes.isEmpty ? .nothing : .changes(changes)) == expectation.outcome, "\(place)")
        try expectFenced(policy, place)
        for interface in FenceInterface.bystanders {
            let (before, after) = (present.decision(about: interface), policy.decision(about: interface))
            #expect(after == before, "\(place): \(interface.name)")
        }
        #expect(try machine.plan().isEmpty, "\(place): a second plan")
    }

    @Test func `what was adopted is kept beside, as it was`() throws {
        let path = "etc/NetworkManager/conf.d/zz-nmfence.conf"
        let machine = try Machine([path: unmanagedDevices("interface-name:eth9", "+=")])
        _ = try machine.fixed(adopts: true)
        #expect(machine.folder.text(path + ".nmfence-saved") == unmanagedDevices("interface-name:eth9", "+="))
    }

    @Test func `a pattern of the user's is fenced as well`() throws {
        let machine = try Machine([:])
        let plan = try machine.plan(patterns: ["cali*", "eni*"])
        let text = plan.changes.first?.after.map { String(decoding: $0, as: UTF8.self) } ?? ""
        #expect(text.contains(";interface-name:eni*\n"))
    }

    /// What a fix does about a list: what is in its file, and what is not.
    private struct Move: Sendable {
        let list: String
        var version = "1.42.4"
        let lines: [String]
        var isGroup = false

        init(_ list: String, version: String = "1.42.4", _ lines: String..., isGroup: Bool = false) {
            (self.list, self.version, self.lines, self.isGroup) = (list, version, lines, isGroup)
        }
    }

    private static let moves = [
        // Nobody else needs the exception: it is taken out, in whatever way it has to be spelled.
        Move("interface-name:eth9;except:interface-name:cali\\\\*", "-=except:interface-name:cali\\\\*"),
        Move("interface-name:eth9;except:interface-name:cali\\,*", "unmanaged-devices-=except:interface-name:cali\\,*"),
        Move("interface-name:eth9;except:interface-name:cali\\;a", "unmanaged-devices-=except:interface-name:cali\\;a"),
        Move("interface-name:eth9;except:interface-name:cali\u{E9}*", "-=except:interface-name:cali\u{E9}*"),
        Move("interface-name:eth9;EXCEPT:Interface-Name:cali0", "-=EXCEPT:Interface-Name:cali0"),
        Move("interface-name:eth9;except:bare;except:cali0;except:interface-name:c*", "-=except:interface-name:c*"),
        Move("interface-name:eth9;except:type:vxlan;except:driver:vxlan", "-=except:type:vxlan", isGroup: true),
        Move("averylongname123456;except:driver:veth", "-=except:driver:veth"),
        Move("averylongname123456;except:driver:veth/1.*;except:driver:v/*", "-=except:driver:veth/1.*"),
        Move("interface-name: cali*;except:dhcp-plugin:dhclient", "-=except:dhcp-plugin:dhclient"),
        Move("\"interface-name:cali*\";except:type:ethernet;except:type:iptunnel", "-=except:type:ethernet"),
        Move("interface-name:eth1 # note;except:type:ethernet", "-=except:type:ethernet"),
        Move("type:veth;except:type:ethernet", "-=except:type:ethernet"),
        Move("type:veth;except:type:veth", version: "1.18.10", "[device-nmfence]", isGroup: true),
        // Others need it: a group of devices does it.
        Move("*,except:type:wifi,except:type:ethernet", "[device-nmfence]", "managed=0", isGroup: true),
        Move("interface-name:*zz;except:interface-name:*a?i*", "[device-nmfence]", isGroup: true),
        Move("mac:02:00:00:00:00:01;except:interface-name:*a*", "[device-nmfence]", isGroup: true),
        Move("driver:ixgbe;except:type:ethernet", "[device-nmfence]", isGroup: true),
        Move("driver:ix/5.*;except:type:ethernet", "[device-nmfence]", isGroup: true),
        Move("02:00:00:00:00:01;except:interface-name:c*", "[device-nmfence]", isGroup: true),
        Move("dhcp-plugin:dhclient;except:driver:veth", "[device-nmfence]", isGroup: true),
        Move("interface-name:eth9;except:dhcp-plugin:dhclient", "[device-nmfence]", isGroup: true),
        Move(
            "*;except:interface-name:cali0;except:interface-name:tunl*;except:type:vxlan",
            "-=except:interface-name:cali0;except:interface-name:tunl*", isGroup: true),
    ]

    @Test(arguments: moves) private func `the strongest move that changes nothing else is made`(move: Move) throws {
        let site = ["etc/NetworkManager/conf.d/site.conf": unmanagedDevices(move.list)]
        let machine = try Machine(site, version: move.version)
        let before = try machine.context().policy
        let (plan, policy) = try machine.fixed()
        let text = plan.changes.compactMap(\.after).map { String(decoding: $0, as: UTF8.self) }.joined()
        for line in move.lines { #expect(text.contains(line), "\(move.list): \(text.suffix(900))") }
        #expect(text.contains("\n[device-nmfence]\n") == move.isGroup, "\(move.list): \(text.suffix(900))")
        #expect(plan.remarks.contains { $0.contains("nmcli device set") } == move.isGroup, "\(plan.remarks)")
        try expectFenced(policy, "\(move.list)")
        #expect(policy.comparison(with: before, outside: DropIn.fence(with: plan.patterns).texts) == .same)
        #expect(try machine.plan().isEmpty, "\(move.list): a second plan")
    }

    @Test func `an exception of bytes that are no text is taken out`() throws {
        let machine = try Machine([:])
        let list =
            Array("[keyfile]\nunmanaged-devices=interface-name:eth9;except:interface-name:cali".utf8) + [0xFF, 0x0A]
        try Data(list).write(to: machine.folder.url.appending(path: "etc/NetworkManager/conf.d/site.conf"))
        let plan = try machine.plan()
        // It excepts a name that no search for coverage looks at: whether it goes or stays, the file is right.
        #expect(!plan.isEmpty)
    }

    /// Lists that only a group gets past, and what the refusal of an older version names.
    @Test(arguments: [
        ("*,except:type:vxlan", ["except:type:vxlan (/etc/NetworkManager/conf.d/site.conf:2)", "vxlan.calico"]),
        ("interface-name:*zz;except:interface-name:*a?i*", ["except:interface-name:*a?i*", "site.conf:2", "cali"]),
        ("driver:ixgbe;except:type:vxlan;except:interface-name:cali*;except:interface-name:tun*", ["driver:ixgbe"]),
        (
            "except:type:ethernet,except:type:vlan,except:type:vxlan,**,except:type:wifi",
            ["except:type:vxlan", "site.conf:2", "vxlan.calico"]
        ),
    ])
    func `where nothing reaches the goal the sentence names the token, its line and an interface`(
        list: String, words: [String]
    ) throws {
        for version in ["1.8.0", "1.4.6"] {
            let machine = try Machine(
                ["etc/NetworkManager/conf.d/site.conf": unmanagedDevices(list)], version: version)
            let failure = #expect(throws: ChangeFailure.self) { try machine.plan() }
            for word in words { #expect(failure?.description.contains(word) == true, "\(failure?.description ?? "")") }
            for name in ["br0", "**"] { #expect(failure?.description.contains(name) == false) }
        }
    }

    @Test func `a device that only its default leaves alone is fenced where udev's rules have it managed`() throws {
        let rules = "KERNEL==\"wireguard.cali\", ENV{NM_UNMANAGED}=\"0\"\n"
        let udev = ["usr/lib/systemd/systemd-udevd": ""]
        // Before 1.12 NetworkManager has no class for WireGuard.
        for (files, isFenced) in [(udev, false), (udev.merging(["etc/udev/rules.d/90-x.rules": rules]) { $1 }, true)] {
            let machine = try Machine(files, version: "1.10.0")
            let plan = try machine.plan(patterns: ["wireguard.cali"])
            #expect(plan.changes.isEmpty != isFenced, "found \(plan.changes.map(\.path))")
        }
    }

    @Test func `a version that is not known is named as the reason`() throws {
        let folder = try TemporaryFolder()
        try folder.write(unmanagedDevices("*,except:type:vxlan"), to: "etc/NetworkManager/conf.d/site.conf")
        let context = FenceContext(
            root: try RootDirectory(FilePath(folder.path)), bus: nil, by: Deadline(after: .seconds(30)))
        let failure = #expect(throws: ChangeFailure.self) {
            try FixPlanner(context, patterns: [try InterfacePattern("vxlan.calico", kind: .vxlan)]).plan()
        }
        #expect(failure?.description.contains("--nm-version") == true, "\(failure?.description ?? "")")
    }

    @Test func `a revert takes a group out and keeps what was added to the file`() throws {
        let site = ["etc/NetworkManager/conf.d/site.conf": unmanagedDevices("*,except:type:vxlan")]
        let machine = try Machine(site)
        _ = try machine.fixed()
        let path = "etc/NetworkManager/conf.d/zz-nmfence.conf"
        try machine.folder.write((machine.folder.text(path) ?? "") + "wifi.backend=iwd\n[main]\ndns=none\n", to: path)
        let plan = try RevertPlanner(
            machine.context(), patterns: [try InterfacePattern("cali*")], skipsReload: true
        ).plan()
        let text = plan.changes.first?.after.map { String(decoding: $0, as: UTF8.self) } ?? ""
        #expect(text.hasSuffix("[keyfile]\n[device-nmfence]\nwifi.backend=iwd\n[main]\ndns=none\n"), "\(text)")
    }
}
