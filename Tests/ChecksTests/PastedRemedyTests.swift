import Base
import Checks
import Fence
import Foundation
import NetworkManagerConfiguration
import Node
import Requirements
import SystemPackage
import TestSupport
import Testing

/// Every remedy that is a command on files is pasted into a shell, and its row is well afterwards.
@Suite struct `A remedy of a broken node` {
    /// One fault, and the check that says so.
    struct Fault: Sendable, CustomStringConvertible {
        let description: String
        let check: String
        let system: NodeFixture.System
        let profile: String
        var encapsulations: [String]?
        var patterns: [String] = []
        var isRunning = true
        let make: @Sendable (NodeFixture) throws -> Void
    }

    /// Those that users reported, and those that distributions are tried with.
    static let faults: [Fault] =
        BrokenNode.all.compactMap { node in
            guard let check = node.check, !check.isEmpty,
                let system = NodeFixture.systems.first(where: { $0.name == node.system })
            else { return nil }
            return Fault(
                description: node.description, check: check, system: system, profile: node.profile,
                encapsulations: node.encapsulations, patterns: node.patterns, make: node.damage)
        }
        + `A node of each distribution`.damages.map { damage in
            Fault(
                description: damage.description, check: damage.checks[0], system: NodeFixture.systems[0],
                profile: "calico-3.24", isRunning: damage.needsNode, make: damage.make)
        }

    /// What a node's files can be mended with.
    private static let commands: Set<String> = ["nmfence", "sed", "rm", "rmdir", "mv", "ln", "printf", "mkdir"]
    /// What needs a running system, a cluster, a mirror or a person.
    private static let elsewhere: Set<String> = [
        "systemctl", "kubectl", "oc", "chroot", "apt-get", "dnf", "ip", "iptables", "nft", "sysctl", "modprobe",
        "hostnamectl", "ss", "firewall-cmd", "networkctl", "nmcli", "kubeadm", "ethtool",
    ]

    private func result(_ fault: Fault, _ fixture: NodeFixture) throws -> CheckResult {
        var inputs = CheckInputs()
        inputs.encapsulations = fault.encapsulations
        inputs.patterns = try fault.patterns.map { try InterfacePattern($0) }
        let options = ["--root", fixture.folder.path, "--profile", fault.profile]
        let fence = FenceContext(
            root: try RootDirectory(FilePath(fixture.folder.path)), bus: nil, by: Deadline(after: .seconds(20)),
            isOffline: true, options: options + fault.patterns.flatMap { ["--pattern", $0] })
        let context = CheckContext(fence, inputs)
        let patterns = try ProfileOutline(named: [fault.profile]).patterns + inputs.patterns
        let profile = try Profile(named: fault.profile, checks: CheckTable.ids)
        let checks =
            NetworkManagerChecks.all(patterns: patterns, reference: "") + profile.nodeChecks(inputs: inputs)
        let check = try #require(checks.first { $0.id == fault.check }, "there is no \(fault.check)")
        return CheckResult(check, check.evaluate(in: context))
    }

    private func isWell(_ result: CheckResult) -> Bool {
        switch result.status {
        case .pass, .skipped: true
        default: false
        }
    }

    @Test(arguments: faults) func `is pasted and mends its row`(fault: Fault) throws {
        let fixture = try NodeFixture(fault.system, isRunning: fault.isRunning)
        try fault.make(fixture)
        let before = try result(fault, fixture)
        #expect(!isWell(before))
        let remedy = try #require(before.outcome.remedy, "there is no remedy")
        let first = remedy.prefix { $0 != " " }
        guard Self.commands.contains(String(first)) else {
            let isSentence = remedy.contains(" ") && !remedy.contains("--")
            #expect(Self.elsewhere.contains(String(first)) || isSentence, "neither command nor words: \(remedy)")
            return
        }
        // What does not name the fixture would change this machine.
        try #require(remedy.contains(fixture.folder.path), "\(remedy)")
        let pasted = first == "nmfence" ? Tool.path + remedy.dropFirst(first.count) : remedy
        let run = try Run("bash", ["-c", pasted])
        #expect(run.status == 0, "\(remedy): \(run.output)\(run.errors)")
        let after = try result(fault, fixture)
        #expect(isWell(after), "\(remedy): \(after.outcome.found)")
    }
}
