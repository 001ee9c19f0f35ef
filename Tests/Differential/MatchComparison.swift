import Base
import DBus
import Foundation
import KeyFile
import NetworkManager
import NetworkManagerConfiguration

/// Gives random lists to a running NetworkManager, and compares which of its devices it manages with the prediction.
///
/// A drop-in with `[device] managed=1` makes it manage everything that the list leaves; the list itself is one further
/// file that is written anew for each case, and reloaded.
struct MatchComparison {
    let daemon: Daemon
    let version: NetworkManagerVersion

    static func run(seed: UInt64, indices: [Int]) -> Int32 {
        do {
            let comparison = try MatchComparison()
            return try comparison.run(seed: seed, indices: indices)
        } catch {
            say("differential: \(error)")
            return 69
        }
    }

    init() throws {
        let address = ProcessInfo.processInfo.environment["NMFENCE_SANDBOX_BUS"].map { BusAddress($0) } ?? .system
        daemon = try Daemon(at: address, by: Deadline(after: .seconds(20)))
        let text = try daemon.status(by: Deadline(after: .seconds(20))).version?.text ?? ""
        version = NetworkManagerVersion(text) ?? NetworkManagerVersion(1, 0)
    }

    private struct Link {
        let name: String
        let type: DeviceTraits.Trait
        let arguments: [String]
    }

    /// What this kind of machine's kernel offers; names that lists can stumble over are among them.
    private static let links: [Link] =
        ["em1", "em2", "em11", "em*", "em\\1", "cali0", "cali1a2b3c", "Cali1", "a,b", "x=y", "~z", "e", "cali"]
        .enumerated().map { index, name in
            Link(name: name, type: "ethernet", arguments: ["type", "veth", "peer", "name", "peer\(index)"])
        } + [
            Link(name: "vxlan.calico", type: "vxlan", arguments: ["type", "vxlan", "id", "4096", "dstport", "4789"]),
            Link(name: "br0", type: "bridge", arguments: ["type", "bridge"]),
            Link(name: "tunl0", type: "bridge", arguments: ["type", "bridge"]),
            Link(name: "ifb7", type: "ifb", arguments: ["type", "ifb"]),
        ]

    private func run(seed: UInt64, indices: [Int]) throws -> Int32 {
        for link in Self.links {
            let made = Child.run(["ip", "link", "add", "name", link.name] + link.arguments)
            guard made.status == 0 else {
                say("differential: ip link add \(link.name): \(String(decoding: made.errors, as: UTF8.self))")
                return 69
            }
        }
        let expected = Set(Self.links.map(\.name))
        let deadline = Date(timeIntervalSinceNow: 30)
        var known: [String: Device] = [:]
        while Date() < deadline {
            known = try devices()
            // Managed as well: a device that NetworkManager is still taking in is not yet judged.
            if expected.allSatisfy({ known[$0]?.isManaged == true }) { break }
            usleep(100_000)
        }
        let missing = expected.filter { known[$0]?.isManaged != true }
        guard missing.isEmpty else {
            say("differential: NetworkManager does not manage \(missing.sorted()) although everything is to be managed")
            return 69
        }
        print("NetworkManager \(version), lists \(indices.count), seed \(seed), \(known.count) devices")
        let begun = Date()
        var failures = 0
        var matches = 0
        for index in indices {
            var generator = MatchGenerator(random: Randomness(seed: seed, index: index))
            let list = generator.list()
            guard let difference = try difference(list, &matches) else { continue }
            failures += 1
            let smallest = try shrunk(list)
            var ignored = 0
            print("\ncase \(index) (repeat with --match --seed \(seed) --case \(index)): \(list)\n    \(difference)")
            print("    shrunk to \(smallest): \(try self.difference(smallest, &ignored) ?? "gone")")
            if failures >= 10 {
                print("\nten differences are enough")
                break
            }
        }
        let seconds = String(format: "%.0f", Date().timeIntervalSince(begun))
        print("\(indices.count) lists, \(matches) matches, \(failures) differences, \(seconds) s")
        return failures == 0 ? 0 : 1
    }

    func devices() throws -> [String: Device] {
        let snapshot = try daemon.snapshot(by: Deadline(after: .seconds(20)))
        return Dictionary(snapshot.devices.map { ($0.name, $0) }) { first, _ in first }
    }

    func reload() throws { try daemon.reloadConfiguration(by: Deadline(after: .seconds(20))) }

    /// Waits until the devices are as wanted; false where they do not become so in time.
    func wait(seconds: Double = 10, _ condition: ([String: Device]) -> Bool) throws -> Bool {
        let deadline = Date(timeIntervalSinceNow: seconds)
        while true {
            if condition(try devices()) { return true }
            if Date() > deadline { return false }
            usleep(20_000)
        }
    }

    private func difference(_ list: String, _ matches: inout Int) throws -> String? {
        try Data("[keyfile]\nunmanaged-devices=\(list)\n".utf8)
            .write(to: URL(fileURLWithPath: "/etc/NetworkManager/conf.d/zz-differential.conf"))
        try reload()
        let live = try devices()
        let stack = ConfigurationStack(reading: DirectoryReader(), version: version)
        let policy = ManagedPolicy(stack)
        var found: [String] = []
        for link in Self.links {
            guard let device = live[link.name] else { return "\(link.name) is gone" }
            let traits = DeviceTraits(
                name: RawText(link.name), type: link.type, driver: .known(RawText(device.driver)),
                driverVersion: .known(RawText(device.driverVersion)), dhcpPlugin: "internal")
            let decision = policy.prediction(for: traits).afterReload
            if decision.managed == .no { matches += 1 }
            if decision.managed.value != device.isManaged {
                found.append(
                    "\(link.name): NetworkManager \(device.isManaged ? "manages" : "does not manage") it, predicted "
                        + "\(decision.managed.value.map { "\($0)" } ?? "unknown") (\(decision.reason))")
            }
        }
        return found.isEmpty ? nil : found.joined(separator: "\n    ")
    }

    private func shrunk(_ list: String) throws -> String {
        var current = list
        var isProgressing = true
        var ignored = 0
        while isProgressing {
            isProgressing = false
            for index in current.indices {
                var smaller = current
                smaller.remove(at: index)
                if try difference(smaller, &ignored) != nil {
                    current = smaller
                    isProgressing = true
                    break
                }
            }
        }
        return current
    }
}
