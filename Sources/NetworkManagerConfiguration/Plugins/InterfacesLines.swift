public import KeyFile
public import SystemPackage

/// The lines of interfaces(5), those of an included file before the line that includes it.
///
/// Two programs read this file: ifupdown, and NetworkManager's plugin of that name, which copied its reader and differs
/// in few places.
public struct InterfacesLines {
    /// Who reads.
    public enum Dialect {
        /// ifupdown's `config.c`.
        case ifupdown
        /// NetworkManager's `nms-ifupdown-interface-parser.c`.
        case networkManager
    }

    /// One line, continuations included.
    public struct Line: Hashable, Sendable {
        /// Its words: at least one.
        public let words: [RawText]
        /// Where it starts.
        public let origin: Origin
        /// Whether no line of its file comes before it.
        let isFirst: Bool
    }

    /// The lines, without comments and empty ones.
    public private(set) var lines: [Line] = []
    /// Why there may be more lines; nil where all were read.
    public private(set) var uncertainty: Uncertainty?

    private let dialect: Dialect
    private let reader: any ConfigurationReader
    private var depth = 0
    private var filesRead = 0
    /// How many files are read, those that are read again included.
    private static let limit = 1000

    /// The file that both start with.
    public static let path: FilePath = "/etc/network/interfaces"

    /// Reads the file and those that it includes.
    public init(in reader: any ConfigurationReader, as dialect: Dialect) {
        self.reader = reader
        self.dialect = dialect
        read(Self.path)
    }

    private func words(_ line: ArraySlice<UInt8>) -> [RawText] {
        line.split { $0 == 32 || $0 == 9 || dialect == .ifupdown && (11...13).contains($0) }.map { RawText($0) }
    }

    private mutating func note(_ why: String) { uncertainty = uncertainty ?? Uncertainty(why) }

    private mutating func read(_ path: FilePath) {
        guard depth < 16 else { return note("\(path) includes itself, or includes are nested too deeply") }
        // Files that include each other are read again and again.
        filesRead += 1
        guard filesRead <= Self.limit else {
            return note("\(path) is included after \(Self.limit) others, and nmfence reads no more")
        }
        switch reader.contents(of: path) {
        case .regular(let bytes):
            depth += 1
            parse(bytes, path)
            depth -= 1
        case .unreadable(let error): note("cannot read \(path) (\(error))")
        case .tooLarge: note("\(path) is too large")
        case .missing, .notRegular: break
        }
    }

    // MARK: Lines

    private mutating func parse(_ bytes: [UInt8], _ path: FilePath) {
        var (joined, first, isSkipping, isFirst): ([UInt8], Int?, Bool, Bool) = ([], nil, false, true)
        var parts = bytes.split(separator: 10, omittingEmptySubsequences: false)
        let endsInNewline = parts.last?.isEmpty == true
        if endsInNewline { parts.removeLast() }
        for (index, part) in parts.enumerated() {
            let isLast = index == parts.count - 1
            let isOpen = part.last == UInt8(ascii: "\\") && !(first == nil && endsInComment(part))
            let size = joined.count + part.count + (isLast && !endsInNewline ? 0 : 1)
            if dialect == .networkManager, isSkipping || size > Self.buffer {
                (isSkipping, joined, first) = (isOpen, [], nil)
                continue
            }
            joined += isOpen ? part.dropLast() : part
            first = first ?? index + 1
            // A last line that continues nowhere counts for ifupdown only.
            if isOpen, !isLast || dialect == .networkManager { continue }
            let words = words(joined[...])
            if let verb = words.first, verb.bytes.first != UInt8(ascii: "#") {
                take(Line(words: words, origin: Origin(path: path, line: first), isFirst: isFirst))
                isFirst = false
            }
            (joined, first) = ([], nil)
        }
    }

    /// The plugin passes over lines that do not fit into its buffer, continuations and the line feed included.
    private static let buffer = 254

    /// Whether a backslash belongs to a comment, which goes on for the plugin and not for ifupdown.
    private func endsInComment(_ part: ArraySlice<UInt8>) -> Bool {
        dialect == .ifupdown && words(part).first?.bytes.first == UInt8(ascii: "#")
    }

    private mutating func take(_ line: Line) {
        if line.words[0] == "source" || line.words[0] == "source-directory" {
            for word in line.words.dropFirst() {
                include(word, from: line.origin.path.removingLastComponent(), line.words[0] == "source-directory")
            }
        }
        lines.append(line)
    }

    // MARK: Includes

    private mutating func include(_ word: RawText, from folder: FilePath, _ isFolder: Bool) {
        let shell: Set<UInt8> = Set("$`~\"'\\{}()[]<>|&;".utf8)
        guard !word.bytes.contains(where: shell.contains) else {
            return note("\(folder)/… includes \(word), which only a shell can expand")
        }
        let path = word.bytes.first == UInt8(ascii: "/") ? FilePath(word) : folder.pushing(FilePath(word))
        for match in expand(path) {
            guard isFolder else {
                read(match)
                continue
            }
            var names: [FilePath.Component] = []
            switch reader.entries(of: match) {
            case .names(let present): names = present
            case .missing: break
            case .unreadable(let error): note("cannot read \(match) (\(error))")
            }
            for name in names where dialect == .networkManager || RawText(name).bytes.allSatisfy(Self.isPlain) {
                read(match.appending(name))
            }
        }
    }

    /// ifupdown reads only such names from a folder.
    private static func isPlain(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") || (0x30...0x39).contains(byte)
            || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }

    /// Expands `*` and `?` in each component, as the shell does: sorted, and no dot files.
    private mutating func expand(_ path: FilePath) -> [FilePath] {
        var matches: [FilePath] = ["/"]
        for component in path.components {
            let text = RawText(component)
            guard text.bytes.contains(where: { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") }) else {
                matches = matches.map { $0.appending(component) }
                continue
            }
            let glob = Glob(text)
            matches = matches.flatMap { folder -> [FilePath] in
                switch reader.entries(of: folder) {
                case .missing: return []
                case .unreadable(let error):
                    note("cannot read \(folder) (\(error))")
                    return []
                case .names(let names):
                    return names.map { (RawText($0), $0) }
                        .filter { glob.matches($0.0) && $0.0.bytes.first != UInt8(ascii: ".") }
                        .sorted { $0.0 < $1.0 }.map { folder.appending($0.1) }
                }
            }
        }
        return matches
    }
}
