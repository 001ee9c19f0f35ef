import KeyFile

/// The lines of a rules file as udev puts them together: without comments, continued ones in one.
struct UdevLines {
    /// The lines with their numbers.
    private(set) var lines: [(number: Int, text: [UInt8])] = []
    /// The line from which on it is not known what udev makes of the file; nil where all is known.
    private(set) var brokenAt: Int?

    init(_ bytes: [UInt8], _ dialect: UdevDialect) {
        if dialect.isRewritten { readNew(bytes, dialect.lineLimit) } else { readOld(bytes, dialect.lineLimit) }
    }

    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }
    /// C's isspace, which the older parser uses.
    static func isAnySpace(_ byte: UInt8) -> Bool { isSpace(byte) || byte == 0x0B || byte == 0x0C }

    private mutating func readNew(_ bytes: [UInt8], _ limit: Int) {
        var continuation: [UInt8]?
        var isIgnored = false
        var number = 0
        var rest = bytes[...]
        while let raw = Self.takeLine(&rest) {
            number += 1
            guard raw.count < limit else {
                brokenAt = number
                return
            }
            var line = Array(raw.drop(while: Self.isSpace))
            // Comments do not end a continued line.
            if line.first == UInt8(ascii: "#") { continue }
            if let before = continuation, !isIgnored {
                if before.count + line.count >= limit { isIgnored = true } else { line = before + line }
            }
            if line.last == UInt8(ascii: "\\") {
                if !isIgnored { continuation = Array(line.dropLast()) }
                continue
            }
            if !isIgnored, !line.isEmpty { lines.append((number, line)) }
            continuation = nil
            isIgnored = false
        }
    }

    /// `read_line`: a line ends at `\n`, `\r` or NUL, or at any of these together, each once.
    private static func takeLine(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard !rest.isEmpty else { return nil }
        let line = rest.prefix { $0 != 0x0A && $0 != 0x0D && $0 != 0 }
        rest = rest[line.endIndex...]
        var seen: Set<UInt8> = []
        while let byte = rest.first, byte == 0x0A || byte == 0x0D || byte == 0, !seen.contains(0),
            seen.insert(byte).inserted
        {
            rest = rest.dropFirst()
        }
        return line
    }

    /// Lines of `fgets`, which keep their `\n`; the part behind a continuation replaces its last two bytes.
    private mutating func readOld(_ bytes: [UInt8], _ limit: Int) {
        var number = 0
        var rest = bytes[...]
        func takeLine(_ room: Int) -> [UInt8]? {
            guard !rest.isEmpty, room > 1 else { return nil }
            let end = rest.firstIndex(of: 0x0A).map { $0 + 1 } ?? rest.endIndex
            let line = rest[rest.startIndex..<min(end, rest.startIndex + room - 1)]
            rest = rest[line.endIndex...]
            return Array(line)
        }
        while var line = takeLine(limit) {
            number += 1
            // C's strings end at NUL, and what a file with one in it comes to depends on what was in the buffer.
            guard !line.contains(0), line.count + 1 < limit else {
                brokenAt = number
                return
            }
            let isComment = line.first { !Self.isAnySpace($0) } == UInt8(ascii: "#")
            guard !isComment, line.count >= 3 else { continue }
            while line.count >= 2, line[line.count - 2] == UInt8(ascii: "\\") {
                guard let next = takeLine(limit - line.count + 2) else { break }
                line = line.dropLast(2) + next
                if next.count < 2 { break }
                number += 1
            }
            guard line.count + 1 < limit, !line.contains(0) else {
                brokenAt = number
                return
            }
            lines.append((number, Array(line.drop(while: Self.isAnySpace))))
        }
    }
}
