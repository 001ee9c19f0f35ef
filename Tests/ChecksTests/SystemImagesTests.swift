import Base
import Checks
import Fence
import Foundation
import Node
import Requirements
import SystemPackage
import TestSupport
import Testing

/// Nodes of eight distributions, as images and as they run: what is healthy is clean, and one fault is named alone.
@Suite struct `A node of each distribution` {
    static let profiles = ["calico-3.16", "calico-3.29"]

    private func results(_ fixture: NodeFixture, _ profile: String) throws -> [CheckResult] {
        let inputs = CheckInputs()
        let context = CheckContext(offline(try RootDirectory(FilePath(fixture.folder.path))), inputs)
        let patterns = try ProfileOutline(named: [profile]).patterns
        let checks =
            NetworkManagerChecks.all(patterns: patterns, reference: "")
            // Files do not tell of the kernel's links.
            + (try Profile(named: profile, checks: CheckTable.ids)).nodeChecks(inputs: inputs)
            .filter { $0.id != "calico.links" }
        return checks.map { CheckResult($0, $0.evaluate(in: context)) }
    }

    private func wrong(_ results: [CheckResult]) -> [String] { (results.ids(.fail) + results.ids(.warning)).sorted() }

    @Test(arguments: NodeFixture.systems, [false, true])
    func `is clean when it is healthy`(system: NodeFixture.System, isRunning: Bool) throws {
        let fixture = try NodeFixture(system, isRunning: isRunning)
        // RHEL 8's kernel is too old by number for the later releases; Calico supports it all the same.
        for profile in Self.profiles {
            let results = try results(fixture, profile)
            let found = wrong(results).map { "\($0): \(results[$0]?.outcome.found ?? "")" }
            #expect(found.isEmpty, "\(system) \(profile): \(found)")
            let open = results.filter { $0.isRequiredAndUndetermined && !$0.id.hasPrefix("firewall.") }
            #expect(open.isEmpty, "\(system) \(profile): \(open.map { "\($0.id): \($0.outcome.found)" })")
        }
    }

    /// One thing that is broken, and the checks that say so.
    struct Damage: Sendable, CustomStringConvertible {
        let description: String
        let checks: [String]
        var needsNetworkManager = false
        var needsNode = false
        let make: @Sendable (NodeFixture) throws -> Void
    }

    static let damages = [
        Damage(description: "a module's file is missing", checks: ["kernel.feature.ip-set"]) {
            try $0.kernel.remove("ip_set")
        },
        Damage(description: "veth is missing", checks: ["kernel.feature.veth"]) { try $0.kernel.remove("veth") },
        Damage(description: "no policy routing", checks: ["kernel.policy-routing"]) {
            try $0.unset("IP_MULTIPLE_TABLES")
        },
        Damage(description: "no policy routing for IPv6", checks: ["kernel.policy-routing"]) {
            try $0.unset("IPV6_MULTIPLE_TABLES")
        },
        Damage(description: "no BPF", checks: ["node.bpffs"]) { node in
            try node.unset("BPF_SYSCALL")
            try? FileManager.default.removeItem(atPath: node.folder.path + "/sys/fs/bpf")
        },
        Damage(description: "the lock is a directory", checks: ["node.host-paths"]) {
            try $0.folder.makeFolder("run/xtables.lock")
        },
        Damage(description: "a file is in the way", checks: ["node.host-paths"]) {
            try $0.folder.write("", to: "var/lib/calico")
        },
        Damage(description: "the processor is another", checks: ["node.architecture"]) { node in
            let header = Data([0x7F, 0x45, 0x4C, 0x46, 2, 1, 1, 0]) + Data(repeating: 0, count: 10) + Data([0xF3, 0])
            try node.folder.write(header, to: "usr/bin/sh")
        },
        Damage(
            description: "no fence for tunnels", checks: ["nm.unmanaged.tunl"], needsNetworkManager: true
        ) {
            try $0.fence("unmanaged-devices+=interface-name:cali*;interface-name:vxlan*;interface-name:*.cali*")
        },
        Damage(description: "the name is localhost", checks: ["node.hostname"], needsNode: true) {
            try $0.folder.write("localhost\n", to: "proc/sys/kernel/hostname")
        },
        Damage(description: "a stranger on 9099", checks: ["port.felix-health"], needsNode: true) {
            try $0.addListener("promtail", 77, port: 9099)
        },
        Damage(description: "a BGP daemon of the host", checks: ["port.bgp"], needsNode: true) { node in
            try node.addListener("bird", 77, port: 179)
            try node.folder.write("0::/system.slice/bird.service\n", to: "proc/77/cgroup")
        },
        Damage(description: "modules cannot be loaded", checks: ["privilege.module-loading"], needsNode: true) {
            try $0.folder.write("1\n", to: "proc/sys/kernel/modules_disabled")
        },
    ]

    /// Each fault on one distribution, and each distribution with one fault or two: all pairs would take minutes.
    static let pairs: [(NodeFixture.System, Damage)] = {
        let systems = NodeFixture.systems
        return (0..<2 * systems.count).map { number in
            (systems[number % systems.count], damages[number % damages.count])
        }
    }()

    @Test(arguments: pairs)
    func `says what alone is broken`(system: NodeFixture.System, damage: Damage) throws {
        guard system.hasNetworkManager || !damage.needsNetworkManager else { return }
        let fixture = try NodeFixture(system, isRunning: damage.needsNode)
        try damage.make(fixture)
        let results = try results(fixture, "calico-3.24")
        #expect(wrong(results) == damage.checks, "\(system), \(damage)")
        let result = try #require(results[damage.checks[0]])
        #expect(!result.outcome.evidence.isEmpty || damage.needsNetworkManager)
        #expect(result.outcome.remedy?.isEmpty == false)
    }
}

extension NodeFixture {
    /// Leaves an option out of the kernel's configuration, as its writer says it.
    func unset(_ symbol: String) throws {
        let path = "boot/config-\(kernel.release)"
        let text = try #require(folder.text(path))
        let line = "CONFIG_\(symbol)=y\n"
        #expect(text.contains(line))
        try folder.write(text.replacingOccurrences(of: line, with: "# CONFIG_\(symbol) is not set\n"), to: path)
    }
}
