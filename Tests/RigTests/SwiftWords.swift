/// The words, braces, parentheses and commas of a Swift source, without its comments and the text of its strings; what
/// stands inside of `\(…)` counts.
struct SwiftWords {
    /// One of them.
    struct Word: Equatable {
        let text: String
        /// Whether a dot stands right before it.
        let isMember: Bool
    }

    private(set) var words: [Word] = []

    private let bytes: [UInt8]
    private var position = 0
    /// Whether the last byte that was no space is a dot.
    private var isBehindDot = false

    init(_ text: String) {
        bytes = Array(text.utf8)
        readCode(untilParenthesis: false)
    }

    private func byte(_ ahead: Int = 0) -> UInt8 {
        bytes.indices.contains(position + ahead) ? bytes[position + ahead] : 0
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): true
        default: byte >= 0x80
        }
    }

    /// Reads to the end, or to the parenthesis that closes an interpolation.
    private mutating func readCode(untilParenthesis: Bool) {
        var depth = 0
        while position < bytes.count {
            let next = byte()
            if Self.isWord(next) {
                readWord()
                continue
            }
            switch (next, byte(1)) {
            case (UInt8(ascii: "/"), UInt8(ascii: "/")): skip(to: "\n")
            case (UInt8(ascii: "/"), UInt8(ascii: "*")): skip(to: "*/")
            case (UInt8(ascii: "\""), _), (UInt8(ascii: "#"), UInt8(ascii: "\"")): readString()
            default:
                if next == UInt8(ascii: "(") { depth += 1 }
                if next == UInt8(ascii: ")") { depth -= 1 }
                if "{}(),".utf8.contains(next), !untilParenthesis || depth >= 0 {
                    words.append(Word(text: String(UnicodeScalar(next)), isMember: false))
                }
                position += 1
                if untilParenthesis, depth < 0 { return }
                // The second dot of a range is none.
                if next > UInt8(ascii: " ") {
                    isBehindDot = next == UInt8(ascii: ".") && byte(-2) != UInt8(ascii: ".")
                }
            }
        }
    }

    private mutating func readWord() {
        let start = position
        while Self.isWord(byte()) { position += 1 }
        words.append(Word(text: String(decoding: bytes[start..<position], as: UTF8.self), isMember: isBehindDot))
        isBehindDot = false
    }

    private mutating func skip(to end: String) {
        let end = Array(end.utf8)
        while position < bytes.count, !bytes[position...].starts(with: end) { position += 1 }
        position += end.count
    }

    /// A string, with as many signs around it as it begins with.
    private mutating func readString() {
        var signs = 0
        while byte(signs) == UInt8(ascii: "#") { signs += 1 }
        guard byte(signs) == UInt8(ascii: "\"") else {
            position += max(signs, 1)
            return
        }
        position += signs
        let isLong = byte(1) == UInt8(ascii: "\"") && byte(2) == UInt8(ascii: "\"")
        let hashes = [UInt8](repeating: UInt8(ascii: "#"), count: signs)
        let end = [UInt8](repeating: UInt8(ascii: "\""), count: isLong ? 3 : 1) + hashes
        let escape = [UInt8(ascii: "\\")] + hashes
        position += isLong ? 3 : 1
        while position < bytes.count, !bytes[position...].starts(with: end) {
            guard bytes[position...].starts(with: escape) else {
                position += 1
                continue
            }
            position += escape.count + 1
            if bytes[position - 1] == UInt8(ascii: "(") { readCode(untilParenthesis: true) }
        }
        position += end.count
        isBehindDot = false
    }
}
