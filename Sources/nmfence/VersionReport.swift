import CStaticProgram
import Reporting

/// The answer to `--version`: what this program is, and with `-v` or as JSON what it was made of.
enum VersionReport {
    /// The answer, where these words ask for nothing else; nil where they do.
    static func answer(to words: [String]) -> String? {
        guard words.contains("--version") else { return nil }
        let others = words.filter { $0 != "--version" && !verbose.contains($0) }
        guard others.isEmpty || format(others) != nil else { return nil }
        if format(others) == "json" { return VersionDocument(version: Program.version, record: record).json }
        guard words.contains(where: verbose.contains) else { return Program.version + "\n" }
        return "\(Program.name) \(Program.version)\n" + lines
    }

    private static let verbose: Set = ["-v", "--verbose"]

    /// The format that is asked for, where that is all these words do.
    private static func format(_ words: [String]) -> String? {
        let names = TextOrJSON.names
        switch words.count {
        case 1:
            return names.first { ["-o\($0)", "-o=\($0)", "--output=\($0)"].contains(words[0]) }
        case 2 where ["-o", "--output"].contains(words[0]):
            return names.first { $0 == words[1] }
        default:
            return nil
        }
    }

    /// What the build wrote down; nothing where somebody built by hand, who has the sources and their history.
    private static var record: [(name: String, value: String)] {
        String(cString: nmfence_build_record()).split(separator: "\n").map { line in
            let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
            return (parts.first ?? "", parts.dropFirst().first ?? "")
        }
    }

    /// The record, its values in one column.
    private static var lines: String {
        guard !record.isEmpty else { return "built without scripts/build: commit and libraries are not recorded\n" }
        let width = record.map(\.name.count).max() ?? 0
        return record.map { entry in
            entry.name + String(repeating: " ", count: width - entry.name.count + 2) + entry.value + "\n"
        }.joined()
    }
}
