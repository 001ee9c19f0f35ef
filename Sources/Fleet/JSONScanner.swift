/// Goes through a JSON document from front to back and makes nothing of what nobody asks for.
///
/// A decoder that builds every value takes some 40 times as long: 10,000 reports are half a gigabyte.
struct JSONScanner {
    /// Why it cannot go on.
    enum Failure: Error {
        /// The bytes end inside the document.
        case incomplete
        /// What stands here is no JSON.
        case malformed(at: Int)
    }

    private let bytes: UnsafeRawBufferPointer
    /// How far it has come.
    private(set) var position: Int
    /// How deep values may be inside each other: more than any report has.
    private static let depthLimit = 64

    /// - Parameter start: where the document begins.
    init(_ bytes: UnsafeRawBufferPointer, from start: Int) {
        self.bytes = bytes
        position = start
    }

    /// The bytes of a range.
    func slice(_ range: Range<Int>) -> UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: bytes[range]) }

    /// Whether a range has exactly these letters.
    func holds(_ range: Range<Int>, _ word: StaticString) -> Bool {
        guard range.count == word.utf8CodeUnitCount else { return false }
        return bytes[range].elementsEqual(UnsafeRawBufferPointer(start: word.utf8Start, count: range.count))
    }

    /// The next byte that is no white space.
    mutating func peek() throws(Failure) -> UInt8 {
        while position < bytes.count {
            let byte = bytes[position]
            if byte > 0x20 || (byte != 0x20 && byte != 0x0A && byte != 0x0D && byte != 0x09) { return byte }
            position += 1
        }
        throw .incomplete
    }

    /// Goes on behind this byte.
    mutating func expect(_ byte: Unicode.Scalar) throws(Failure) {
        guard try peek() == UInt8(ascii: byte) else { throw .malformed(at: position) }
        position += 1
    }

    /// The next member of an object: the range of its name; nil behind the last.
    mutating func member(_ isFirst: inout Bool) throws(Failure) -> Range<Int>? {
        guard try more(UInt8(ascii: "}"), &isFirst) else { return nil }
        let name = try string()
        try expect(":")
        return name
    }

    /// Whether an array has one more element.
    mutating func element(_ isFirst: inout Bool) throws(Failure) -> Bool { try more(UInt8(ascii: "]"), &isFirst) }

    private mutating func more(_ end: UInt8, _ isFirst: inout Bool) throws(Failure) -> Bool {
        let byte = try peek()
        if byte == end {
            position += 1
            return false
        }
        if !isFirst {
            guard byte == UInt8(ascii: ",") else { throw .malformed(at: position) }
            position += 1
        }
        isFirst = false
        return true
    }

    /// A string: the range between its quotes.
    mutating func string() throws(Failure) -> Range<Int> {
        try expect("\"")
        let start = position
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                position += 1
                return start..<(position - 1)
            }
            // A line that was cut off goes on in the next one, which JSON does not allow.
            if byte < 0x20 { throw .malformed(at: position) }
            position += byte == UInt8(ascii: "\\") ? 2 : 1
        }
        throw .incomplete
    }

    /// The range of a string, or nil where the value is no string; it is passed over then.
    mutating func text() throws(Failure) -> Range<Int>? {
        if try peek() == UInt8(ascii: "\"") { return try string() }
        try skip()
        return nil
    }

    /// Passes over a value.
    mutating func skip(depth: Int = 0) throws(Failure) {
        guard depth < Self.depthLimit else { throw .malformed(at: position) }
        var isFirst = true
        switch try peek() {
        case UInt8(ascii: "\""): _ = try string()
        case UInt8(ascii: "{"):
            position += 1
            while try member(&isFirst) != nil { try skip(depth: depth + 1) }
        case UInt8(ascii: "["):
            position += 1
            while try element(&isFirst) { try skip(depth: depth + 1) }
        default: try skipWord()
        }
    }

    /// Passes over a number, `true`, `false` or `null`.
    private mutating func skipWord() throws(Failure) {
        let start = position
        while position < bytes.count, Self.isOfWord(bytes[position]) { position += 1 }
        if position == start { throw .malformed(at: position) }
        if position == bytes.count { throw .incomplete }
    }

    private static func isOfWord(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."): true
        default: false
        }
    }
}
