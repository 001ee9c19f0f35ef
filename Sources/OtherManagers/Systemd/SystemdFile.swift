public import Base
import Node
public import SystemPackage

/// The assignments of one of systemd's configuration files: systemd.syntax(7), `config_parse()` in
/// src/shared/conf-parser.c.
public struct SystemdFile: Hashable, Sendable {
    /// One assignment.
    public struct Setting: Hashable, Sendable {
        /// The section, without brackets.
        public let section: String
        /// The key.
        public let key: String
        /// The value, without white space around it.
        public let value: String
        /// The file.
        public let path: FilePath
        /// The line where it starts.
        public let line: Int

        /// The place, quoted.
        public var evidence: Evidence { Evidence(path, line: line, "\(key)=\(value)") }
    }

    /// The assignments, in the file's order.
    public private(set) var settings: [Setting] = []
    /// The line for which systemd passes over the whole file; nil where there is none.
    public private(set) var refusal: Evidence?
    /// A section's header with a quote, a backslash or a control character in it, for which a newer systemd passes over
    /// the whole file, and an older one over the section; nil where there is none.
    private(set) var oddHeader: Evidence?

    private let path: FilePath
    private var section: String?

    /// Reads the bytes of a file.
    public init(_ bytes: [UInt8], at path: FilePath) {
        self.path = path
        var (joined, start): ([UInt8], Int?) = ([], nil)
        var hasMark = false
        for (index, line) in Self.lines(bytes).enumerated() {
            guard refusal == nil else { return }
            if let first = line.first(where: { !Self.isSpace($0) }), first == 0x23 || first == 0x3B { continue }
            var line = line
            if !hasMark, line.starts(with: [0xEF, 0xBB, 0xBF]) {
                line = line.dropFirst(3)
                hasMark = true
            }
            joined += line
            if Self.continues(joined) {
                joined[joined.count - 1] = 0x20
                start = start ?? index + 1
                continue
            }
            read(joined, start ?? index + 1)
            (joined, start) = ([], nil)
        }
        if let start, refusal == nil { read(joined, start) }
    }

    private mutating func read(_ line: [UInt8], _ number: Int) {
        let text = Self.stripped(line[...])
        guard !text.isEmpty else { return }
        guard let string = String(validating: text, as: UTF8.self) else {
            return refuse(number, "is no UTF-8")
        }
        if text.first == UInt8(ascii: "[") {
            let name = text.dropFirst().dropLast()
            guard text.count > 1, text.last == UInt8(ascii: "]") else { return refuse(number, string) }
            if !name.allSatisfy(Self.isSafe) { oddHeader = oddHeader ?? Evidence(path, line: number, string) }
            section = String(decoding: name, as: UTF8.self)
            return
        }
        guard let section, let equals = text.firstIndex(of: UInt8(ascii: "=")), equals > text.startIndex else { return }
        settings.append(
            Setting(
                section: section, key: String(decoding: Self.stripped(text[..<equals]), as: UTF8.self),
                value: String(decoding: Self.stripped(text[(equals + 1)...]), as: UTF8.self), path: path, line: number))
    }

    /// The assignments that systemd takes of a file that it reads line by line: those before what it stumbles over.
    func settings(read version: Int) -> [Setting] {
        guard version >= Self.firstStrict, let end = oddHeader?.line else { return settings }
        return settings.filter { $0.line < end }
    }

    /// Whether systemd passes over the whole file.
    /// - Parameter version: of systemd.
    func isRefused(by version: Int) -> Bool { refusal != nil || version >= Self.firstStrict && oddHeader != nil }

    /// 247 knows nothing of odd headers, and 252 does.
    private static let firstStrict = 248

    private mutating func refuse(_ number: Int, _ text: String) {
        refusal = Evidence(path, line: number, text)
    }

    /// Lines end in a line feed, a carriage return, both, or a NUL: `read_line()` in src/basic/fileio.c.
    private static func lines(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var lines: [ArraySlice<UInt8>] = []
        var (start, index) = (0, 0)
        while index < bytes.count {
            let byte = bytes[index]
            guard byte == 10 || byte == 13 || byte == 0 else {
                index += 1
                continue
            }
            lines.append(bytes[start..<index])
            let next = index + 1 < bytes.count ? bytes[index + 1] : byte
            index += byte != 0 && next != byte && (next == 10 || next == 13 || next == 0) ? 2 : 1
            start = index
        }
        return start < bytes.count ? lines + [bytes[start...]] : lines
    }

    /// Whether a line ends in a backslash that no other one takes.
    private static func continues(_ line: [UInt8]) -> Bool {
        line.reversed().prefix { $0 == UInt8(ascii: "\\") }.count % 2 == 1
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 || byte == 10 || byte == 13 }

    private static func stripped(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard let first = bytes.firstIndex(where: { !isSpace($0) }), let last = bytes.lastIndex(where: { !isSpace($0) })
        else { return [] }
        return bytes[first...last]
    }

    /// `string_is_safe()`: no control characters, quotes or backslashes.
    private static func isSafe(_ byte: UInt8) -> Bool {
        byte >= 32 && byte != 0x7F && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "'")
            && byte != UInt8(ascii: "\\")
    }
}

extension String {
    /// A boolean in systemd's words, `parse_boolean()`; nil for any other word.
    var systemdBoolean: Bool? {
        switch lowercased() {
        case "1", "yes", "y", "true", "t", "on": true
        case "0", "no", "n", "false", "f", "off": false
        default: nil
        }
    }
}
