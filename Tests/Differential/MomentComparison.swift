import Base
import DBus
import Fence
import Foundation
import KeyFile
import NetworkManager
import NetworkManagerConfiguration
import Node
import SystemPackage

/// Compares what becomes of interfaces over time: after a reload, a restart and a reboot of a running NetworkManager.
///
/// A veth and a bridge are there when the daemon starts with some files; perhaps somebody says over the bus that it is
/// to manage one, or to leave it alone; then the files change. What a reload, a restart and a new start without a
/// memory make of the interfaces is compared with what nmfence, which looks at the node as it is at that moment,
/// predicts. In some cases the plugin `ifupdown` is to be loaded, and reads a file of its own.
struct MomentComparison {
    /// The daemon's root, as this process sees it.
    private static let root = ProcessInfo.processInfo.environment["NMFENCE_SANDBOX_ROOT"] ?? ""
    private static let folder = "/etc/NetworkManager/conf.d/"
    private static let interfaces = "/etc/network/interfaces"
    private static let links = ["cali1a2b3c", "br0"]

    static func run(seed: UInt64, indices: [Int]) -> Int32 {
        do {
            return try MomentComparison().run(seed: seed, indices: indices)
        } catch {
            say("differential: \(error)")
            return 69
        }
    }

    private func run(seed: UInt64, indices: [Int]) throws -> Int32 {
        print("NetworkManager \(try MatchComparison().version), moments \(indices.count), seed \(seed)")
        let begun = Date()
        var differences = 0
        var answers: [String: Int] = [:]
        for index in indices {
            guard let difference = try difference(Randomness(seed: seed, index: index), &answers) else { continue }
            differences += 1
            print("\ncase \(index) (repeat with --moments --seed \(seed) --case \(index)):\n\(difference)")
            if differences >= 10 { break }
        }
        let seconds = String(format: "%.0f", Date().timeIntervalSince(begun))
        let counts = answers.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
        print("\(indices.count) cases (\(counts)), \(differences) differences, \(seconds) s")
        return differences == 0 ? 0 : 1
    }

    /// A case: files, what is said over the bus, other files.
    private func difference(_ randomness: Randomness, _ answers: inout [String: Int]) throws -> String? {
        var random = randomness
        let before = Self.files(&random)
        let request = random.pick(["", "", "yes", "no"])
        let after = random.chance(20) ? before : Self.files(&random)
        try control("stop")
        Self.removeLinks()
        try? FileManager.default.removeItem(atPath: "/run/NetworkManager/devices")
        try Self.write(before)
        try control("start")
        Self.makeLinks()
        defer { Self.removeLinks() }
        try settle()
        let link = random.pick(Self.links)
        if !request.isEmpty {
            _ = Child.run(["nmcli", "device", "set", link, "managed", request], environment: Self.environment)
            try settle()
        }
        try Self.write(after)
        var found = try compare("reload", \.afterReload, &answers) { try MatchComparison().reload() }
        if found.isEmpty { found = try compare("restart", \.afterRestart, &answers) { try control("restart") } }
        if found.isEmpty { found = try compare("reboot", \.afterReboot, &answers, reboot) }
        guard !found.isEmpty else { return nil }
        let said = request.isEmpty ? "" : "    nmcli device set \(link) managed \(request)\n"
        return Self.text(before) + said + "    then:\n" + Self.text(after) + found.map { "    \($0)\n" }.joined()
    }

    /// What differs from the prediction after something has happened.
    private func compare(
        _ name: String, _ moment: KeyPath<ManagedPrediction, ManagedDecision>, _ answers: inout [String: Int],
        _ event: () throws -> Void
    ) throws -> [String] {
        let predictions = try Self.links.map { try prediction(of: $0)[keyPath: moment] }
        try event()
        try settle()
        var found: [String] = []
        for (link, predicted) in zip(Self.links, predictions) {
            answers["\(name) \(predicted.managed.value.map { "\($0)" } ?? "open")", default: 0] += 1
            guard let wanted = predicted.managed.value else { continue }
            let live = try MatchComparison()
            // A device settles within moments; what it settles on is compared.
            if try !live.wait(seconds: 2, { $0[link]?.isManaged == wanted }) {
                found.append("after the \(name) \(link): managed \(!wanted), predicted \(wanted): \(predicted.reason)")
            }
        }
        return found
    }

    private func prediction(of name: String) throws -> ManagedPrediction {
        let address = ProcessInfo.processInfo.environment["NMFENCE_SANDBOX_BUS"].map { BusAddress($0) } ?? .system
        let context = FenceContext(
            root: try RootDirectory(FilePath(Self.root + "/")), bus: address, by: Deadline(after: .seconds(20)))
        return InterfaceExplanation(name, known: [], in: context).prediction
    }

    /// Waits until NetworkManager has taken in both interfaces.
    private func settle() throws {
        let live = try MatchComparison()
        guard try live.wait({ devices in Self.links.allSatisfy { devices[$0]?.isReal == true } }) else {
            throw Unexpected(description: "the interfaces do not come up in NetworkManager")
        }
        _ = Child.run(["nm-devices", "--settled", "20"], environment: Self.environment)
    }

    private func reboot() throws {
        try control("stop")
        Self.removeLinks()
        try? FileManager.default.removeItem(atPath: "/run/NetworkManager/devices")
        Self.makeLinks()
        try control("start")
    }

    private func control(_ action: String) throws {
        let run = Child.run(["nm-control", action], environment: Self.environment)
        guard run.status == 0 else {
            throw Unexpected(description: "nm-control \(action): \(String(decoding: run.errors, as: UTF8.self))")
        }
    }

    private struct Unexpected: Error, CustomStringConvertible {
        let description: String
    }

    private static let environment = ProcessInfo.processInfo.environment

    private static func makeLinks() {
        _ = Child.run(["ip", "link", "add", "name", links[0], "type", "veth", "peer", "name", "peer"])
        _ = Child.run(["ip", "link", "add", "name", links[1], "type", "bridge"])
    }

    private static func removeLinks() {
        for name in links { _ = Child.run(["ip", "link", "del", name]) }
    }

    // MARK: Files

    /// Groups of devices, and a list that fits one of the interfaces more often than not.
    private static func files(_ random: inout Randomness) -> Case {
        var example = SectionComparison.example(random)
        if random.chance(40) { example.files = [] }
        if random.chance(60) {
            let list = random.pick([
                "interface-name:cali*", "interface-name:br0", "interface-name:cali*,interface-name:br*", "*",
                "except:interface-name:cali*", "type:bridge", "driver:veth", "interface-name:other*", "",
            ])
            example.files.append(
                .init(
                    path: folder + "zz-list.conf",
                    kind: .lines(["[keyfile]", "unmanaged-devices=\(list)", ""].map { Array($0.utf8) })))
        }
        if random.chance(40) { example.files += plugins(&random) }
        return example
    }

    /// Which plugins are loaded, and the file that one of them reads.
    private static func plugins(_ random: inout Randomness) -> [Case.File] {
        let loaded = random.pick([
            "plugins=keyfile,ifupdown", "plugins=ifupdown", "plugins+=ifupdown", "plugins=ifupdown,keyfile,ifupdown",
            "plugins+=ifupdown\nplugins-=ifupdown", "plugins=ifupdown\nplugins-=keyfile", "plugins=", "",
        ])
        let managed = random.pick([
            "", "[ifupdown]\nmanaged=false", "[ifupdown]\nmanaged=true", "[ifupdown]\nmanaged=x",
        ])
        let stanzas = [
            "auto br0\niface br0 inet manual", "iface cali1a2b3c inet manual", "allow-hotplug cali1a2b3c",
            "auto lo br0 cali1a2b3c\niface lo inet loopback", "iface other0 inet manual\n  bridge_ports br0",
            "iface br0 inet manual \\\n  bridge_ports cali1a2b3c", "# iface br0 inet manual", "iface br0:1 inet manual",
            "mapping br0\n  script /bin/true", "iface br0", "auto cali1a2b3c",
        ]
        let text = (0..<random.pick([0, 1, 1, 2])).map { _ in random.pick(stanzas) }.joined(separator: "\n")
        func file(_ path: String, _ text: String) -> Case.File {
            .init(
                path: path,
                kind: .lines(
                    (text + "\n").split(separator: "\n", omittingEmptySubsequences: false).map { Array($0.utf8) }))
        }
        return [file(folder + "p.conf", "[main]\n\(loaded)\n\(managed)"), file(interfaces, text)]
    }

    private static func write(_ example: Case) throws {
        for name in ["a", "b", "c", "p", "zz-list"] { unlink("\(root)\(folder)\(name).conf") }
        unlink(root + interfaces)
        try FileManager.default.createDirectory(atPath: root + "/etc/network", withIntermediateDirectories: true)
        for file in example.files {
            guard case .lines(let lines) = file.kind else { continue }
            try Data(lines.joined(separator: [10])).write(to: URL(fileURLWithPath: root + file.path))
        }
    }

    private static func text(_ example: Case) -> String {
        example.files.isEmpty ? "    no file\n" : example.description
    }
}
