import Base
import Foundation
import KeyFile
import NetworkManager
import NetworkManagerConfiguration

/// Gives random `[device*]` groups to a running NetworkManager, and compares what becomes of interfaces that appear
/// then.
///
/// Two interfaces for each case: a veth, which is managed unless something says no, and a bridge that is down, which is
/// not unless something says yes. Between them, they tell "no", "yes" and "nothing said" apart.
struct SectionComparison {
    let live: MatchComparison

    static func run(seed: UInt64, indices: [Int]) -> Int32 {
        do {
            return try SectionComparison(live: MatchComparison()).run(seed: seed, indices: indices)
        } catch {
            say("differential: \(error)")
            return 69
        }
    }

    private func run(seed: UInt64, indices: [Int]) throws -> Int32 {
        print("NetworkManager \(live.version), device sections \(indices.count), seed \(seed)")
        let begun = Date()
        var failures = 0
        var answers: [String: Int] = [:]
        for index in indices {
            let example = Self.example(Randomness(seed: seed, index: index))
            guard let difference = try difference(example, &answers) else { continue }
            failures += 1
            var ignored: [String: Int] = [:]
            let smallest = example.shrunk(tries: 150) { ((try? self.difference($0, &ignored)) ?? nil) != nil }
            print("\ncase \(index) (repeat with --sections --seed \(seed) --case \(index)): \(difference)")
            print("shrunk to:\n\(smallest.description)    \(try self.difference(smallest, &ignored) ?? "gone")")
            if failures >= 5 { break }
        }
        let seconds = String(format: "%.0f", Date().timeIntervalSince(begun))
        let counts = answers.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
        print("\(indices.count) device sections (\(counts)), \(failures) differences, \(seconds) s")
        return failures == 0 ? 0 : 1
    }

    static func example(_ randomness: Randomness) -> Case {
        var random = randomness
        var files: [Case.File] = []
        for name in ["b", "a", "c"].prefix(random.pick([1, 2, 2, 3])) {
            var lines: [String] = []
            for _ in 0..<random.pick([1, 1, 2, 3]) {
                lines.append(
                    random.pick(["[device]", "[device-a]", "[device-b]", "[device.c]", "[deviceX]", "[device-a]"]))
                if random.chance(60) {
                    var list = MatchGenerator(random: random)
                    lines.append("match-device" + random.pick(["=", "=", "+="]) + list.list())
                    random = list.random
                }
                if random.chance(25) { lines.append("stop-match=" + random.pick(["yes", "1", "no", "x"])) }
                if random.chance(75) {
                    lines.append("managed=" + random.pick(["0", "1", "0", "1", "banana", "", " no ", "\\s0"]))
                }
            }
            files.append(
                .init(
                    path: "/etc/NetworkManager/conf.d/\(name).conf", kind: .lines(lines.map { Array($0.utf8) } + [[]])))
        }
        return Case(files: files)
    }

    private static let veth = "cali1a2b3c"
    private static let bridge = "br0"

    private func difference(_ example: Case, _ answers: inout [String: Int]) throws -> String? {
        for name in ["a", "b", "c"] { unlink("/etc/NetworkManager/conf.d/\(name).conf") }
        for file in example.files {
            guard case .lines(let lines) = file.kind else { continue }
            try Data(lines.joined(separator: [10])).write(to: URL(fileURLWithPath: file.path))
        }
        try live.reload()
        _ = Child.run(["ip", "link", "add", "name", Self.veth, "type", "veth", "peer", "name", "peer"])
        _ = Child.run(["ip", "link", "add", "name", Self.bridge, "type", "bridge"])
        defer {
            for name in [Self.veth, Self.bridge] { _ = Child.run(["ip", "link", "del", name]) }
            _ = try? live.wait { $0[Self.veth] == nil && $0[Self.bridge] == nil }
        }
        guard try live.wait({ $0[Self.veth]?.isReal == true && $0[Self.bridge]?.isReal == true }) else {
            return "the interfaces do not come up in NetworkManager"
        }
        let policy = ManagedPolicy(ConfigurationStack(reading: DirectoryReader(), version: live.version))
        var found: [String] = []
        for (name, type) in [(Self.veth, "ethernet"), (Self.bridge, "bridge")] as [(String, DeviceTraits.Trait)] {
            let devices = try live.devices()
            guard let device = devices[name] else { return "\(name) is gone" }
            var facts = DeviceFacts()
            facts.isExternalAndIdle = Answer(name == Self.bridge)
            let traits = DeviceTraits(
                name: RawText(name), type: type, driver: .known(RawText(device.driver)),
                driverVersion: .known(RawText(device.driverVersion)), dhcpPlugin: "internal")
            let decision = policy.prediction(for: traits, facts: facts).afterReload
            answers["\(decision.cause) \(decision.managed.value.map { "\($0)" } ?? "?")", default: 0] += 1
            // A device settles within moments; what it settles on is compared.
            let settled = try live.wait(seconds: 2) { $0[name]?.isManaged == decision.managed.value }
            if !settled {
                found.append("\(name): NetworkManager says \(device.isManaged), predicted \(decision)")
            }
        }
        return found.isEmpty ? nil : found.joined(separator: "\n    ")
    }
}
