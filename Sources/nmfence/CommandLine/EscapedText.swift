import Glibc

/// Bytes as text that the parser can take and that can be turned back into the same bytes.
///
/// The parser reads strings, and the names of files are bytes. UTF-8 stays as it is. A byte that is not part of any
/// becomes one character of U+10FF80 to U+10FFFF, which Unicode leaves to private use; where such a character itself
/// occurs, its bytes are written in the same way. So different bytes never give the same text.
enum EscapedText {
    /// The character that would stand for the byte 0; those for 0x80 and above are used.
    private static let base: UInt32 = 0x10FF00
    private static let range: ClosedRange<UInt32> = 0x10FF80...0x10FFFF

    /// The text for a string of C.
    static func text(_ string: UnsafePointer<CChar>) -> String {
        if let text = String(validatingCString: string), !isEscaped(text) { return text }
        return text(UnsafeRawBufferPointer(start: string, count: strlen(string)).map { $0 })
    }

    /// The text for these bytes.
    static func text(_ bytes: [UInt8]) -> String {
        var text = String.UnicodeScalarView()
        var parser = Unicode.UTF8.ForwardParser()
        var rest = bytes.makeIterator()
        var position = 0
        while true {
            switch parser.parseScalar(from: &rest) {
            case .valid(let encoded):
                let scalar = Unicode.UTF8.decode(encoded)
                text.append(contentsOf: range.contains(scalar.value) ? encoded.map(escape) : [scalar])
                position += encoded.count
            case .error(let length):
                text.append(contentsOf: bytes[position..<position + length].map(escape))
                position += length
            case .emptyInput: return String(text)
            }
        }
    }

    /// The bytes that a text stands for.
    static func bytes(_ text: String) -> [UInt8] {
        text.unicodeScalars.flatMap { scalar in
            range.contains(scalar.value) ? [UInt8(truncatingIfNeeded: scalar.value)] : Array(String(scalar).utf8)
        }
    }

    /// Whether the text stands for bytes that are not UTF-8, or for the characters that are used to say so.
    static func isEscaped(_ text: String) -> Bool {
        // The first byte of all of them in UTF-8.
        text.utf8.contains(0xF4) && text.unicodeScalars.contains { range.contains($0.value) }
    }

    /// The text for a person: each escaped byte as `\xff`.
    static func shown(_ text: String) -> String {
        guard isEscaped(text) else { return text }
        return text.unicodeScalars.map { scalar in
            range.contains(scalar.value)
                ? "\\x" + String(UInt8(truncatingIfNeeded: scalar.value), radix: 16) : String(scalar)
        }.joined()
    }

    private static func escape(_ byte: UInt8) -> Unicode.Scalar { Unicode.Scalar(base + UInt32(byte)) ?? "\u{FFFD}" }
}
