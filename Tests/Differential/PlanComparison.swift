import Base
import Fence
import Foundation
import KeyFile
import NetworkManagerConfiguration
import Node
import Remediation
import SystemPackage

/// Lets `fix` plan and change random stacks, and judges what came of it by NetworkManager's own `--print-config`: the
/// goal is reached, no other decision is another one, a second fix does nothing, and a revert leaves every byte as it
/// was. Where `fix` refuses, a group of devices that sorts last must not reach the goal either.
struct PlanComparison {
    struct Failure: Error, CustomStringConvertible {
        let description: String
        init(_ description: String) { self.description = description }
    }

    let root: String
    let version: NetworkManagerVersion

    private static let patterns: [(glob: String, kind: InterfaceKind)] = [
        ("cali*", .veth), ("tunl*", .ipip), ("vxlan.calico", .vxlan),
    ]
    private static let fence = [
        "cali*", "tunl*", "vxlan.calico", "vxlan-v6.calico", "wireguard.cali", "wg-v6.cali", "bpfin.cali",
        "bpfout.cali",
        "bpfnatin", "bpfnatout", "egress.calico",
    ]

    static func run(root: String, seed: UInt64, indices: [Int]) -> Int32 {
        guard let comparison = ConfigurationComparison(root: root) else {
            say("differential: there is no NetworkManager that works in \(root).")
            return 69
        }
        return PlanComparison(root: root, version: comparison.version).run(seed: seed, indices: indices)
    }

    private func run(seed: UInt64, indices: [Int]) -> Int32 {
        print("NetworkManager \(version), plans \(indices.count), seed \(seed)")
        let begun = Date()
        var failures = 0
        var ends: [String: Int] = [:]
        for index in indices {
            let randomness = Randomness(seed: seed, index: index)
            var generator = PlanGenerator(random: randomness)
            let example = generator.make()
            guard let difference = difference(example, randomness, &ends) else { continue }
            failures += 1
            var ignored: [String: Int] = [:]
            print("\ncase \(index) (repeat with --plans --seed \(seed) --case \(index)): \(difference)")
            let smallest = example.shrunk(tries: 300) { self.difference($0, randomness, &ignored) != nil }
            let words = self.difference(smallest, randomness, &ignored) ?? "gone"
            print("shrunk to:\n\(smallest.description)    \(words)")
            if failures >= 5 { break }
        }
        let seconds = String(format: "%.0f", Date().timeIntervalSince(begun))
        let counts = ends.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
        print("\(indices.count) plans (\(counts)), \(failures) differences, \(seconds) s")
        return failures == 0 ? 0 : 1
    }

    private func difference(_ example: Case, _ randomness: Randomness, _ ends: inout [String: Int]) -> String? {
        do { return try judge(example, randomness, &ends) } catch { return "\(error)" }
    }

    private func context() throws -> FenceContext {
        FenceContext(
            root: try RootDirectory("/"), bus: nil, by: Deadline(after: .seconds(120)),
            networkManagerVersion: "\(version)", isOffline: true)
    }

    private func patterns() throws -> [InterfacePattern] {
        try Self.patterns.map { try InterfacePattern($0.glob, kind: $0.kind) }
    }

    private func judge(_ example: Case, _ randomness: Randomness, _ ends: inout [String: Int]) throws -> String? {
        try example.write()
        let files = try Self.files()
        let before = try PlanOracle(root: root, version: version)
        let report: ChangeReport
        let (context, patterns) = (try context(), try patterns())
        do throws(ChangeFailure) { report = try fix(context, patterns) } catch {
            return try judge(error, before, files, &ends)
        }
        guard let before else { return "NetworkManager refuses these files, and fix does not" }
        guard [.applied, .unchanged].contains(report.status) else {
            return "fix ended as \(report.status): \(report.messages)"
        }
        guard let after = try PlanOracle(root: root, version: version) else {
            return "NetworkManager refuses what fix wrote"
        }
        ends[end(of: report), default: 0] += 1
        if let difference = try differenceInDecisions(before, after, randomness) { return difference }
        let second = try fix(self.context(), patterns)
        if second.status != .unchanged { return "a second fix does something: \(second.plan.changes.map(\.path))" }
        let later = try self.context()
        _ = try Execution(later, requiresLive: false) { () throws(ChangeFailure) in
            try RevertPlanner(later, patterns: patterns, skipsReload: false).plan()
        }.run()
        let left = try Self.files()
        return left == files ? nil : "a revert leaves \(left.filter { files[$0.key] != $0.value }.keys.sorted())"
    }

    private func fix(
        _ context: FenceContext, _ patterns: [InterfacePattern]
    ) throws(ChangeFailure) -> ChangeReport {
        try Execution(context, requiresLive: false) { () throws(ChangeFailure) in
            try FixPlanner(context, patterns: patterns).plan()
        }.run()
    }

    private func end(of report: ChangeReport) -> String {
        if report.status == .unchanged { return "nothing" }
        let text = report.plan.changes.compactMap(\.after).map { String(decoding: $0, as: UTF8.self) }.joined()
        let takesOut = text.contains("\nunmanaged-devices-=") ? " and exceptions out" : ""
        return (text.contains("\n[device-nmfence") ? "group" : "list") + takesOut
    }

    /// A refusal is right where NetworkManager refuses too, or where a group that sorts last does not do it.
    private func judge(
        _ failure: ChangeFailure, _ before: PlanOracle?, _ files: [String: [UInt8]], _ ends: inout [String: Int]
    ) throws -> String? {
        if case .unreadableConfiguration = failure {
            ends["refused by both", default: 0] += 1
            return before == nil ? nil : "fix says that NetworkManager refuses the files: \(failure.description)"
        }
        guard before != nil else { return "NetworkManager refuses the files, and fix says \(failure.description)" }
        guard try Self.files() == files else { return "fix refused, and changed something" }
        let tokens = Self.fence.map { "interface-name:\($0)" }.joined(separator: ";")
        let path = "/etc/NetworkManager/conf.d/~~~~~zz.conf"
        try FileManager.default.createDirectory(
            atPath: "/etc/NetworkManager/conf.d", withIntermediateDirectories: true)
        try Data("[device-last-of-all]\nmatch-device=\(tokens)\nmanaged=0\n".utf8).write(to: URL(filePath: path))
        defer { unlink(path) }
        guard let last = try PlanOracle(root: root, version: version) else { return "the group is refused" }
        let isReached = try patterns().allSatisfy { last.policy.coverage(of: $0).isUnmanaged }
        ends["refused", default: 0] += 1
        return isReached ? "a group reaches the goal, and fix says \(failure.description)" : nil
    }

    private func differenceInDecisions(
        _ before: PlanOracle, _ after: PlanOracle, _ randomness: Randomness
    ) throws -> String? {
        var sampler = DeviceSampler(randomness, policies: [before.policy, after.policy])
        for pattern in try patterns() {
            let coverage = after.policy.coverage(of: pattern)
            guard coverage.isUnmanaged else { return "\(pattern) is not fenced: \(coverage.reason)" }
            for _ in 0..<20 {
                let device = sampler.device(fitting: pattern.glob, pattern.kind)
                if after.policy.prediction(for: device).afterReboot.managed != .no {
                    return "\(device.name) is not fenced"
                }
            }
        }
        let fence = Self.fence.map { Glob(RawText($0)) }
        var idle = DeviceFacts()
        idle.isExternalAndIdle = .yes
        for _ in 0..<400 {
            let device = sampler.device()
            guard !fence.contains(where: { $0.matches(device.name) }) else { continue }
            for facts in [DeviceFacts(), idle] {
                let old = before.policy.prediction(for: device, facts: facts).afterReboot.managed.value
                let new = after.policy.prediction(for: device, facts: facts).afterReboot.managed.value
                if old != new {
                    return "\(device) was \(old.map(String.init) ?? "?"), is \(new.map(String.init) ?? "?")"
                }
            }
        }
        return nil
    }

    /// Every file that NetworkManager reads, with its bytes.
    private static func files() throws -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        for folder in Case.folders {
            for name in FileManager.default.subpaths(atPath: folder) ?? [] {
                // A folder that a fix made stays.
                guard let contents = FileManager.default.contents(atPath: folder + "/" + name) else { continue }
                files[folder + "/" + name] = [UInt8](contents)
            }
        }
        return files
    }
}
