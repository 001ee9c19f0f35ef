import Base
import Foundation
import Node
import SystemPackage

/// Compares what this program finds in depmod's indexes with what kmod finds: `modprobe --resolve-alias` for names
/// and aliases, `modinfo -F filename` for files.
struct ModuleComparison {
    private let root: FilePath
    private let release: String
    private let directory: ModuleDirectory
    private let modprobe: TrustedProgram
    private let modinfo: TrustedProgram
    /// A folder without rules, for what modprobe finds in modprobe.d is not compared here.
    private let noRules: ScratchDirectory

    /// How many names one run of a program is asked for.
    private static let batch = 200
    private static let limit = Duration.seconds(60)
    /// The most differences that are printed of one kernel.
    private static let shown = 10

    /// Goes through the kernels below each root; 0 where nothing differs.
    static func run(roots: [String], names file: String?) -> Int32 {
        var differences = 0
        for root in roots {
            do {
                let entries = try RootDirectory(FilePath(root)).entries(of: "/lib/modules").map(\.string)
                guard !entries.isEmpty else { throw Failure(words: "\(root)/lib/modules is empty") }
                for release in entries {
                    differences += try ModuleComparison(root, release).compare(more: file)
                }
            } catch {
                say("differential: \(error)")
                return 69
            }
        }
        return differences == 0 ? 0 : 1
    }

    private struct Failure: Error, CustomStringConvertible {
        let words: String
        var description: String { words }
    }

    private init(_ root: String, _ release: String) throws {
        var problems: [Evidence] = []
        let folder = FilePath("/lib/modules").appending(release)
        guard let directory = ModuleDirectory(folder, in: try RootDirectory(FilePath(root)), problems: &problems) else {
            throw Failure(words: problems.map { "\(root)\($0.path): \($0.text)" }.joined(separator: "; "))
        }
        self.directory = directory
        self.root = FilePath(root)
        self.release = release
        modprobe = try TrustedProgram("modprobe")
        modinfo = try TrustedProgram("modinfo")
        noRules = try ScratchDirectory()
    }

    private func compare(more file: String?) throws -> Int {
        let lines = try aliasLines()
        let patterns = lines.map { String($0.split(separator: " ")[1]) }
        let names = try moduleNames() + lines.map { String($0.split(separator: " ")[2]) }
        let others = try file.map { try text(of: $0).split(whereSeparator: \.isWhitespace).map(String.init) } ?? []
        let groups: [(words: String, names: [String])] = [
            ("names", Self.unique(names + others)),
            ("plain aliases", Self.unique(patterns.filter { !Self.isPattern($0) })),
            ("names that patterns match", Self.unique(patterns.filter(Self.isPattern).map(Self.example))),
            ("names that are none", Self.unique(names.flatMap { [$0 + "x", String($0.dropLast())] })),
        ]
        var differences = 0
        for group in groups {
            for start in stride(from: 0, to: group.names.count, by: Self.batch) {
                let part = Array(group.names[start..<min(start + Self.batch, group.names.count)])
                differences += try difference(part)
            }
        }
        let counts = groups.map { "\($0.names.count) \($0.words)" }.joined(separator: ", ")
        print("kernel \(release): \(counts), \(differences) differences")
        return differences
    }

    /// How many of the names differ: all are asked for at once, and one by one where the answers are not the same.
    private func difference(_ names: [String]) throws -> Int {
        let isSame = try theirs(names) == ours(names) && theirFiles(names) == ourFiles(names)
        guard !isSame else { return 0 }
        guard names.count > 1 else {
            let (their, our) = (try theirs(names) + theirFiles(names), try ours(names) + ourFiles(names))
            print("\(release): \(names[0]): kmod says \(their), and this program \(our)")
            return 1
        }
        return try names.reduce(0) { sum, name in sum < Self.shown ? try sum + difference([name]) : sum }
    }

    // MARK: Answers

    private func theirs(_ names: [String]) throws -> [String] {
        try lines(
            of: modprobe,
            ["-C", noRules.root.path.string, "-d", root.string, "-S", release, "--resolve-alias", "--all"] + names)
    }

    private func ours(_ names: [String]) throws -> [String] { try names.flatMap { try directory.resolve($0) } }

    private func theirFiles(_ names: [String]) throws -> [String] {
        try lines(of: modinfo, ["-b", root.string, "-k", release, "-F", "filename"] + names)
    }

    private func ourFiles(_ names: [String]) throws -> [String] {
        try names.flatMap { try directory.answers(to: $0) }.compactMap { answer in
            switch answer {
            case .file(_, let path, _): root.appending(path.components).string
            case .builtIn: "(builtin)"
            case .none: nil
            case .unreadable(let evidence): throw Failure(words: "\(evidence.path): \(evidence.text)")
            }
        }
    }

    private func lines(of program: TrustedProgram, _ arguments: [String]) throws -> [String] {
        let result = try program.run(arguments, by: Deadline(after: Self.limit))
        guard case .exited = result.ending, !result.isCutOff else {
            throw Failure(words: "\(program.path): \(result.problem)")
        }
        return String(decoding: result.output, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    // MARK: Names

    private func moduleNames() throws -> [String] {
        let built = try? text(of: root.appending("lib/modules/\(release)/modules.builtin").string)
        let listed = try text(of: root.appending("lib/modules/\(release)/modules.dep").string)
        return (listed + "\n" + (built ?? "")).split(separator: "\n").compactMap { line in
            line.split(separator: ":").first?.split(separator: "/").last.map { String($0.prefix { $0 != "." }) }
        }
    }

    /// `alias PATTERN MODULE`, out of the text that depmod writes beside the index; where only the index is there,
    /// modprobe's own listing of it. With them those of built-in modules.
    private func aliasLines() throws -> [Substring] {
        let folder = root.appending("lib/modules/\(release)")
        let listed =
            try (try? text(of: folder.appending("modules.alias").string))
            ?? lines(of: modprobe, ["-C", noRules.root.path.string, "-d", root.string, "-S", release, "--showconfig"])
            .joined(separator: "\n")
        let builtIn = ((try? text(of: folder.appending("modules.builtin.modinfo").string)) ?? "").split(separator: "\0")
            .compactMap { entry -> Substring? in
                guard let dot = entry.firstIndex(of: "."), entry[dot...].hasPrefix(".alias=") else { return nil }
                return "alias \(entry[dot...].dropFirst(7)) \(entry[..<dot])"
            }
        return (listed.split(separator: "\n") + builtIn).filter {
            $0.hasPrefix("alias ") && $0.split(separator: " ").count == 3
        }
    }

    private func text(of file: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(fileURLWithPath: file)), as: UTF8.self)
    }

    private static func unique(_ names: [String]) -> [String] {
        Array(Set(names)).filter { !$0.isEmpty && !$0.hasPrefix("-") }.sorted()
    }

    private static func isPattern(_ name: String) -> Bool { name.contains { "*?[".contains($0) } }

    /// A name that a pattern matches.
    private static func example(_ pattern: String) -> String {
        var name = ""
        var rest = Substring(pattern)
        while let character = rest.popFirst() {
            switch character {
            case "*": name += "x"
            case "?": name += "q"
            case "[":
                if let first = rest.first { name.append(first) }
                rest = rest.drop { $0 != "]" }.dropFirst()
            default: name.append(character)
            }
        }
        return name
    }
}
