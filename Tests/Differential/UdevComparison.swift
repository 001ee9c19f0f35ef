import Foundation
import KeyFile
import NetworkManagerConfiguration
import SystemPackage

/// Compares what rules are said to make of interfaces with what `udevadm test` says in a root folder.
struct UdevComparison {
    /// The folder with udev in it, as scripts/rig/udev-root has made it.
    let root: URL
    /// The version of udev there.
    let version: Int
    /// The distribution's own rules, by name.
    let stock: [(name: String, text: String)]

    private static let devices: [(path: String, device: UdevDevice)] = [
        ("virtual/net/calia1b2c3d4e5f", UdevDevice(name: "calia1b2c3d4e5f", kind: .veth)),
        ("virtual/net/tunl0", UdevDevice(name: "tunl0", kind: .ipip)),
        ("virtual/net/vxlan.calico", UdevDevice(name: "vxlan.calico", kind: .vxlan)),
        ("virtual/net/dummy0", virtual("dummy0", nil, "dummy")),
        ("virtual/net/br0", virtual("br0", "bridge", "bridge")),
        ("virtual/net/bond0", virtual("bond0", "bond", "bonding")),
        ("pci0000:00/0000:00:03.0/net/eth0", UdevDevice(name: "eth0")),
    ]

    /// This kernel may have no module for it, and then no driver answers.
    private static func virtual(_ name: RawText, _ type: RawText?, _ driver: RawText) -> UdevDevice {
        UdevDevice(name: name, virtual: type, drivers: [driver, nil], linkType: "1", addressLength: "6")
    }

    init?(root path: String) {
        root = URL(fileURLWithPath: path)
        let answer = Child.run(["chroot", path, "udevadm", "--version"])
        guard answer.status == 0,
            let version = Int(
                String(decoding: answer.output, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines))
        else { return nil }
        self.version = version
        let folder = root.appending(path: "run/stock")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        stock = names.sorted().compactMap { name in
            (try? String(contentsOf: folder.appending(path: name), encoding: .utf8)).map { (name, $0) }
        }
    }

    /// A set of rules files, by their path below the root.
    struct Example {
        var files: [(path: String, text: String)]
        /// What the kernel announces.
        let action: String

        var description: String {
            "\(action)\n" + files.map { "--- \($0.path)\n\($0.text)" }.joined(separator: "\n")
        }
    }

    /// Random files; in one of four cases with the distribution's own around them.
    func example(_ random: Randomness) -> Example {
        var generator = UdevGenerator(random: random)
        var files: [(path: String, text: String)] = []
        if generator.random.chance(25) { files = stock.map { ("usr/lib/udev/rules.d/\($0.name)", $0.text) } }
        for _ in 0..<generator.random.pick([1, 1, 1, 2, 3]) {
            let place = generator.place()
            let path = "\(place.folder)/\(place.name)"
            files.removeAll { $0.path == path }
            files.append((path, generator.random.chance(4) ? "" : generator.file()))
        }
        return Example(files: files, action: generator.random.pick(["add", "add", "add", "move"]))
    }

    /// How many answers there were, in how many of them udev has set the property, and how many of ours were certain.
    struct Tally {
        var answers = 0
        var set = 0
        var certain = 0
    }

    /// The differences, in words.
    func differences(_ example: Example, _ tally: inout Tally) throws -> [String] {
        try install(example)
        let real = askAll(example.action)
        let rules = UdevRules(reading: RootedReader(root: root.path))
        var differences: [String] = []
        for ((path, device), properties) in zip(Self.devices, real) {
            for name in UdevGenerator.properties.map({ RawText($0) }) {
                let ours = rules.value(of: name, for: device, action: RawText(example.action), version: version)
                let theirs = properties[name.description].map { RawText($0) }
                tally.answers += 1
                if theirs != nil { tally.set += 1 }
                if ours.isCertain { tally.certain += 1 }
                // An empty value is none once it is in udev's database.
                if !ours.mayBe(theirs), !(theirs ?? "").isEmpty || !(ours.mayBe("") || ours.mayBe(nil)) {
                    differences.append("\(path) \(name): udev \(theirs.map { "\($0)" } ?? "-"), ours \(ours)")
                }
            }
        }
        return differences
    }

    private func install(_ example: Example) throws {
        let manager = FileManager.default
        for folder in UdevGenerator.folders {
            let folder = root.appending(path: folder)
            for name in try manager.contentsOfDirectory(atPath: folder.path) {
                try manager.removeItem(at: folder.appending(path: name))
            }
        }
        for file in example.files {
            let url = root.appending(path: file.path)
            // An empty file hides others, and so does a link to /dev/null.
            if file.text.isEmpty {
                try manager.createSymbolicLink(atPath: url.path, withDestinationPath: "/dev/null")
            } else {
                try Data(file.text.utf8).write(to: url)
            }
        }
    }

    /// The properties of each device, as `udevadm test` prints them.
    private func askAll(_ action: String) -> [[String: String]] {
        let paths = Self.devices.map { "/sys/devices/\($0.path)" }.joined(separator: " ")
        let script = """
            for path in \(paths); do
                rm -rf /run/udev/data /run/udev/tags
                udevadm test --action=\(action) $path 2>/dev/null || :
                echo "=== $path"
            done
            """
        let answer = Child.run(
            ["chroot", root.path, "sh", "-c", script], environment: ["SYSTEMD_DEVICE_VERIFY_SYSFS": "0"])
        var all: [[String: String]] = []
        var properties: [String: String] = [:]
        for line in String(decoding: answer.output, as: UTF8.self).split(separator: "\n") {
            if line.hasPrefix("=== ") {
                all.append(properties)
                properties = [:]
            } else {
                // Some versions indent them.
                let text = line.drop { $0 == " " }
                guard let sign = text.firstIndex(of: "=") else { continue }
                properties[String(text[..<sign])] = String(text[text.index(after: sign)...])
            }
        }
        return all
    }

    /// - Returns: the exit status.
    static func run(root: String, seed: UInt64, indices: [Int]) -> Int32 {
        guard let comparison = UdevComparison(root: root) else {
            say("differential: there is no udev that works in \(root).")
            return 69
        }
        var (tally, files, failures) = (Tally(), 0, 0)
        for index in indices {
            let example = comparison.example(Randomness(seed: seed, index: index))
            files += example.files.count
            do {
                let differences = try comparison.differences(example, &tally)
                if differences.isEmpty { continue }
                failures += 1
                print("\ncase \(index) (repeat with --seed \(seed) --case \(index)):")
                print(differences.joined(separator: "\n"))
                var ignored = Tally()
                print(try comparison.shrunk(example, &ignored).description)
            } catch {
                say("differential: \(error)")
                return 74
            }
            if failures >= 10 { break }
        }
        print(
            "udev \(comparison.version): \(indices.count) sets of rules, \(files) files, 7 kinds of interface, "
                + "\(tally.answers) answers, \(tally.set) of them with a value, \(tally.certain) of ours certain, "
                + "\(failures) differences"
        )
        return failures == 0 ? 0 : 1
    }

    /// The example without the files and lines that the difference does not need.
    private func shrunk(_ example: Example, _ tally: inout Tally) throws -> Example {
        var best = example
        for file in best.files.indices.reversed() where best.files.count > 1 {
            var smaller = best
            smaller.files.remove(at: file)
            if try !differences(smaller, &tally).isEmpty { best = smaller }
        }
        for file in best.files.indices {
            var lines = best.files[file].text.split(separator: "\n", omittingEmptySubsequences: false)
            for place in lines.indices.reversed() {
                var smaller = best
                var fewer = lines
                fewer.remove(at: place)
                smaller.files[file].text = fewer.joined(separator: "\n")
                guard try !differences(smaller, &tally).isEmpty else { continue }
                (best, lines) = (smaller, fewer)
            }
        }
        return best
    }
}

/// Reads below a folder.
struct RootedReader: ConfigurationReader {
    let root: String

    func entries(of directory: FilePath) -> DirectoryListing {
        DirectoryReader().entries(of: FilePath(root + directory.string))
    }

    func contents(of path: FilePath) -> FileContents {
        DirectoryReader().contents(of: FilePath(root + path.string))
    }
}
