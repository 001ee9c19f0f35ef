import KeyFile
import SystemPackage

/// Every rules file that udev reads: that of the first directory where several have one of the same name, in the order
/// of their names.
public final class UdevRules {
    /// The directories, the first one wins. `/lib` is a link to `/usr/lib` on most machines, and harmless there.
    static let directories: [FilePath] = [
        "/etc/udev/rules.d", "/run/udev/rules.d", "/usr/local/lib/udev/rules.d", "/usr/lib/udev/rules.d",
        "/lib/udev/rules.d",
    ]
    static let localDirectory: FilePath = "/usr/local/lib/udev/rules.d"
    /// More than that is not read; real machines have some 200 kB in 60 files.
    private static let limit = 8 << 20

    /// A file of a directory, the first of its name or not.
    private struct Found {
        let name: RawText
        let path: FilePath
        let directory: FilePath
    }

    private var found: [Found] = []
    /// Reads a file when its rules are looked for: of several that have one name only the first is read.
    private let fileContents: (FilePath) -> FileContents
    /// Why the rules may be others.
    private(set) var uncertainty: UdevValue.Unknown?
    let machine: UdevMachine
    private var parsed: [UdevDialect: [[UdevRule]]] = [:]

    private static let suffix: RawText = ".rules"
    private static let hiddenPrefix: RawText = "."

    /// Finds them.
    public init(reading reader: some ConfigurationReader) {
        machine = UdevMachine(reading: reader)
        fileContents = { reader.contents(of: $0) }
        for directory in Self.directories {
            let names: [FilePath.Component]
            switch reader.entries(of: directory) {
            case .missing: continue
            case .unreadable(let error):
                uncertainty = .init(reason: "cannot read it (\(error))", origin: Origin(path: directory, line: nil))
                continue
            case .names(let entries): names = entries
            }
            for name in names {
                let text = RawText(name)
                guard text.hasSuffix(Self.suffix), !text.hasPrefix(Self.hiddenPrefix) else { continue }
                found.append(Found(name: text, path: directory.appending(name), directory: directory))
            }
        }
        // Byte by byte, whatever directory they are in; the sort is stable only with the directory in it.
        found = found.enumerated().sorted { ($0.element.name, $0.offset) < ($1.element.name, $1.offset) }
            .map(\.element)
    }

    /// The rules as a version of udev reads them, file by file.
    func rules(_ dialect: UdevDialect) -> [[UdevRule]] {
        if let known = parsed[dialect] { return known }
        var rules: [[UdevRule]] = []
        var last: RawText?
        var size = 0
        for file in found where file.name != last {
            if file.directory == Self.localDirectory, !dialect.readsLocalDirectory { continue }
            let contents = size > Self.limit ? .tooLarge : fileContents(file.path)
            if contents == .notRegular("directory"), !dialect.directoriesHideFiles { continue }
            if case .regular(let bytes) = contents { size += bytes.count }
            last = file.name
            rules.append(read(file, contents, dialect))
        }
        parsed[dialect] = rules
        return rules
    }

    /// The rules of one file. What is no regular file, as /dev/null is none, has no rules and hides others all the
    /// same.
    private func read(_ file: Found, _ contents: FileContents, _ dialect: UdevDialect) -> [UdevRule] {
        func broken(_ reason: String, _ line: Int?) {
            uncertainty = uncertainty ?? .init(reason: reason, origin: Origin(path: file.path, line: line))
        }
        switch contents {
        case .missing, .notRegular: return []
        case .unreadable(let error): broken("cannot read it (\(error))", nil)
        case .tooLarge: broken("it is too large", nil)
        case .regular(let bytes):
            let lines = UdevLines(bytes, dialect)
            if let line = lines.brokenAt { broken("the line is too long for udev", line) }
            var rules = lines.lines.compactMap { number, text in
                let origin = Origin(path: file.path, line: number)
                return dialect.isRewritten
                    ? UdevRule(text, at: origin, dialect) : UdevRule(oldLine: text, at: origin, dialect)
            }
            rules.resolveJumps(dialect)
            return rules
        }
        return []
    }
}
