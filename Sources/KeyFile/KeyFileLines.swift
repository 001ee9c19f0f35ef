/// The lines of a key file, sorted as GLib sorts them, for their numbers.
///
/// Only the shape of a line is judged here, never its validity: that was GLib's to say before anybody asks for lines.
struct KeyFileLines: Sequence {
    struct Line {
        enum Kind {
            case comment
            case group(RawText)
            case entry(key: RawText, value: RawText)
            case other
        }

        let number: Int
        let kind: Kind
    }

    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The first line that cannot be right, if the shape alone tells.
    var firstSuspect: Int? {
        var insideGroup = false
        for line in self {
            switch line.kind {
            case .comment: continue
            case .group: insideGroup = true
            case .entry: if !insideGroup { return line.number }
            case .other: return line.number
            }
        }
        return nil
    }

    struct Iterator: IteratorProtocol {
        private let bytes: [UInt8]
        private var position = 0
        private var number = 0

        fileprivate init(_ bytes: [UInt8]) { self.bytes = bytes }

        mutating func next() -> Line? {
            guard position < bytes.count else { return nil }
            let newline = bytes[position...].firstIndex(of: 10)
            var end = newline ?? bytes.count
            // A carriage return is part of the line end only where a newline follows.
            if newline != nil, end > position, bytes[end - 1] == 13 { end -= 1 }
            let line = bytes[position..<end]
            position = (newline ?? bytes.count) + 1
            number += 1
            return Line(number: number, kind: KeyFileLines.kind(of: line))
        }
    }

    func makeIterator() -> Iterator { Iterator(bytes) }

    fileprivate static func kind(of line: ArraySlice<UInt8>) -> Line.Kind {
        // GLib works on C strings: whatever follows a NUL is not there.
        let text = line.prefix { $0 != 0 }.drop { $0.isASCIISpace }
        guard let first = text.first, first != UInt8(ascii: "#") else { return .comment }
        if first == UInt8(ascii: "["), let close = text.firstIndex(of: UInt8(ascii: "]")) {
            // GLib steps over what follows by characters, and takes stray continuation bytes along with each.
            let rest = text[(close + 1)...]
            guard rest.allSatisfy({ $0 == 32 || $0 == 9 || (0x80..<0xC0).contains($0) }) else {
                return assignment(text)
            }
            return .group(RawText(text[(text.startIndex + 1)..<close]))
        }
        return assignment(text)
    }

    private static func assignment(_ text: ArraySlice<UInt8>) -> Line.Kind {
        guard let equals = text.firstIndex(of: UInt8(ascii: "=")), equals != text.startIndex else { return .other }
        var key = text[..<equals]
        while let last = key.last, last.isASCIISpace { key = key.dropLast() }
        return .entry(key: RawText(key), value: RawText(text[(equals + 1)...].drop { $0.isASCIISpace }))
    }
}
