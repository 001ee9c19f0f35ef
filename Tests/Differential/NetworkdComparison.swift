import Base
import Foundation
import NetworkManagerConfiguration
import Node
import OtherManagers
import SystemPackage

/// Compares which .network file is said to apply to each link with what a real systemd-networkd says, or which .link
/// file with what udev says.
struct NetworkdComparison {
    /// The folder with systemd in it, as scripts/rig/networkd-root has made it.
    let path: String
    let root: RootDirectory
    /// The version of systemd there.
    let version: Int
    /// Whether .link files are compared.
    let isOfLinks: Bool

    init?(root path: String, isOfLinks: Bool) {
        self.isOfLinks = isOfLinks
        guard let root = try? RootDirectory(FilePath(path)), let version = SystemdVersion.installed(in: root) else {
            return nil
        }
        (self.path, self.root, self.version) = (path, root, version)
    }

    private struct Example {
        var files: [(path: String, text: String)]

        var description: String { files.map { "--- \($0.path)\n\($0.text)" }.joined(separator: "\n") }
    }

    /// How many answers there were, how many of them were a file's, and how many of ours were certain.
    private struct Tally {
        var answers = 0
        var matched = 0
        var certain = 0
    }

    /// What is known of each link, as the rig has made it.
    static var links: [LinkTraits] {
        var links = [
            LinkTraits(name: "calia1b2c3d4e5f", kind: .veth), LinkTraits(name: "eth1", kind: .veth),
            LinkTraits(name: "vxlan.calico", kind: .vxlan), LinkTraits(name: "br0"), LinkTraits(name: "tun0"),
        ]
        links[0].address = .known("ee:ee:ee:ee:ee:ee")
        links[1].address = .known("52:54:00:12:34:56")
        links[2].address = .known("66:01:02:03:04:05")
        for index in links.indices {
            links[index].properties = ["ID_FOO": "bar"]
            (links[index].path, links[index].permanentAddress) = (.absent, .absent)
        }
        links[1].path = .known("pci-0000:00:03.0")
        links[1].properties?["ID_PATH"] = "pci-0000:00:03.0"
        for (index, name, type) in [(3, "bridge", "bridge"), (4, "tun", "none")] {
            (links[index].kind, links[index].driver, links[index].type) = (.known(name), .known(name), .known(type))
            links[index].address = .absent
        }
        return links
    }

    static func run(root path: String, seed: UInt64, indices: [Int], isOfLinks: Bool) -> Int32 {
        guard let comparison = NetworkdComparison(root: path, isOfLinks: isOfLinks) else {
            say("differential: there is no systemd in \(path).")
            return 69
        }
        let who = isOfLinks ? "udev" : "systemd-networkd"
        print("\(who) \(comparison.version), sets of files \(indices.count), seed \(seed)")
        var (tally, failures) = (Tally(), 0)
        for index in indices {
            var generator = NetworkdGenerator(random: Randomness(seed: seed, index: index), isOfLinks: isOfLinks)
            let example = Example(files: generator.files())
            do {
                let differences = try comparison.differences(example, &tally)
                guard !differences.isEmpty else { continue }
                failures += 1
                print("\ncase \(index) (repeat with --seed \(seed) --case \(index)):")
                print(differences.joined(separator: "\n") + "\n" + (try comparison.shrunk(example)).description)
            } catch {
                say("differential: case \(index): \(error)")
                return 70
            }
            if failures >= 10 { break }
        }
        print(
            "\(tally.answers) answers, \(tally.matched) of them a file's, \(tally.certain) of ours certain, "
                + "\(failures) differences")
        return failures == 0 ? 0 : 1
    }

    private func differences(_ example: Example, _ tally: inout Tally) throws -> [String] {
        try install(example)
        if isOfLinks { return try linkDifferences(&tally) }
        let real = try Networkd(path).answers(for: Self.links.flatMap(\.names))
        var host = try HostTraits(of: NodeKernel(in: root), in: root)
        host.virtualization = nil
        let files = try NetworkFiles(in: root, for: version, on: host)
        var differences: [String] = []
        for link in Self.links {
            let theirs = real[link.names[0]] ?? Networkd.Answer(file: nil, isManaged: false)
            let ours = files.decision(for: link)
            tally.answers += 1
            tally.matched += theirs.file == nil ? 0 : 1
            let isSame: Bool
            switch ours {
            case .undetermined:
                isSame = true
                tally.certain -= 1
            case .none: isSame = theirs.file == nil && !theirs.isManaged
            case .managed(let file): isSame = theirs.file == file.path.string && theirs.isManaged
            case .unmanaged(let file): isSame = theirs.file == file.path.string && !theirs.isManaged
            }
            tally.certain += 1
            if !isSame { differences.append("\(link.names[0]): systemd-networkd \(theirs), ours \(Self.words(ours))") }
        }
        return differences
    }

    /// Each link by itself, as udev looks at it when it appears.
    private func linkDifferences(_ tally: inout Tally) throws -> [String] {
        var host = try HostTraits(of: NodeKernel(in: root), in: root)
        host.virtualization = nil
        let files = try LinkFiles(in: root, for: version, on: host)
        var differences: [String] = []
        for link in Self.links {
            let theirs = LinkSetup(path).file(for: link.names[0])
            let ours = files.file(for: link)
            tally.answers += 1
            tally.matched += theirs == nil ? 0 : 1
            if let ours, !ours.isCertain { continue }
            tally.certain += 1
            guard ours?.file.path.string != theirs else { continue }
            let own = ours?.file.path.string ?? "none"
            differences.append("\(link.names[0]): udev \(theirs ?? "none"), ours \(own)")
        }
        return differences
    }

    private static func words(_ decision: NetworkFiles.Decision) -> String {
        switch decision {
        case .managed(let file): "managed by \(file.path)"
        case .unmanaged(let file): "unmanaged by \(file.path)"
        case .none: "none"
        case .undetermined(let file): "undetermined by \(file.path)"
        }
    }

    private func install(_ example: Example) throws {
        let manager = FileManager.default
        // What an earlier one noted of the links counts before 248.
        for folder in NetworkdGenerator.folders + ["run/systemd/netif/links"] {
            for name in try manager.contentsOfDirectory(atPath: "\(path)/\(folder)") {
                try manager.removeItem(atPath: "\(path)/\(folder)/\(name)")
            }
        }
        for file in example.files {
            let whole = "\(path)/\(file.path)"
            try manager.createDirectory(
                atPath: (whole as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            if file.text.isEmpty {
                try manager.createSymbolicLink(atPath: whole, withDestinationPath: "/dev/null")
            } else {
                try Data(file.text.utf8).write(to: URL(fileURLWithPath: whole))
            }
        }
    }

    /// The example without the files that the difference does not need.
    private func shrunk(_ example: Example) throws -> Example {
        var (best, tally) = (example, Tally())
        for index in best.files.indices.reversed() where best.files.count > 1 {
            var smaller = best
            smaller.files.remove(at: index)
            if try !differences(smaller, &tally).isEmpty { best = smaller }
        }
        return best
    }
}
