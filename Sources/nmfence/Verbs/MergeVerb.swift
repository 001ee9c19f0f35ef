import ArgumentParser
import Fleet
import Node
import Reporting
import SystemPackage

/// `nmfence merge`: the reports of many nodes in one.
struct MergeVerb: Verb {
    typealias Format = MergeFormat

    static let schema = Schema.merge

    static let configuration = verb(
        "merge", "Combine the 'check -o json' reports of many nodes in one report.",
        arguments: " <FILE> ...",
        discussion: """
            FILE is a report, several one behind the other (JSON lines too), a folder, or - for standard input. Of \
            several reports of one node the newest counts. -v names every node. Input is waited for as long as it \
            takes, unless --timeout is given.
            Exits 0 if every node conforms and answered, 1 if one does not conform, 2 otherwise.
            """)

    @OptionGroup var common: CommonOptions<Format>

    @Argument(help: .init("Reports of 'nmfence check -o json'.", "FILE"), completion: .file())
    var files: [String] = []

    @Option(
        help: .init("Name the nodes in FILE, one a line, that sent no report.", "FILE"), completion: .file(),
        transform: OptionValue.checked(FilePath.init(argument:)))
    private var expect: String?

    func perform() throws(CommandFailure) -> ExitStatus {
        let output = try common.presentation()
        guard !files.isEmpty else { throw .usage("missing FILE: name reports, a folder of them, or -") }
        let paths = try files.map { text throws(CommandFailure) in try OptionValue.read(text, FilePath.init(argument:))
        }
        let deadline = try Session.deadline(common)
        let expected = try expectedNodes()
        var reports = FleetReports()
        try ReportFiles(by: deadline).read(paths, into: &reports)
        let summary = FleetSummary(reports, expected: expected)
        switch output.format {
        case .text: output.write(summary.text(style: output.layout.style, showsAll: output.layout.detail > .brief))
        case .json: output.write(summary.json(RunDescription(command: "merge")))
        case .html: output.write(summary.html(RunDescription(command: "merge")))
        case .junit: reports.junit(missing: summary.missing) { text in output.write(text) }
        }
        if summary.count(.nonconforming) > 0 { return .finding }
        return summary.isConforming ? .success : .undetermined
    }

    /// The names in the file, without comments and empty lines.
    private func expectedNodes() throws(CommandFailure) -> [String]? {
        guard let expect else { return nil }
        let path = try OptionValue.read(expect, FilePath.init(argument:))
        let bytes: [UInt8]
        do throws(FileError) {
            bytes = try RootDirectory().read(path.onThisMachine, limit: 64 << 20)
        } catch { throw .file(error) }
        return String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
            .map { line in line.prefix { $0 != "#" }.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
            .filter { !$0.isEmpty }
    }
}
