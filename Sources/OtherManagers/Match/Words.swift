/// The words of a value: `extract_first_word()` in src/basic/extract-word.c.
struct Words {
    /// How quotes and backslashes are read; each key has its own way.
    enum Style {
        /// A backslash makes the next character ordinary, quotes are ordinary: names of interfaces.
        case escaped
        /// Quotes are taken off, backslashes are ordinary: drivers, types, paths.
        case quoted
        /// Quotes are taken off, and a backslash starts an escape of C: udev's properties.
        case cEscaped
    }

    /// The words up to the end, or up to what cannot be read.
    let words: [String]
    /// Whether something could not be read, after which the rest of the value is passed over.
    let isCut: Bool

    init(_ value: some StringProtocol, _ style: Style) {
        var words: [String] = []
        var rest = Array(value.utf8)[...]
        while true {
            rest = rest.drop(while: Self.isSpace)
            guard !rest.isEmpty else { break }
            guard let word = Self.next(&rest, style) else {
                (self.words, isCut) = (words, true)
                return
            }
            words.append(String(decoding: word, as: UTF8.self))
        }
        (self.words, isCut) = (words, false)
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 || byte == 10 || byte == 13 }

    /// One word; nil where a quote or an escape has no end.
    private static func next(_ rest: inout ArraySlice<UInt8>, _ style: Style) -> [UInt8]? {
        var word: [UInt8] = []
        var quote: UInt8?
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\\"), style != .quoted {
                guard let escaped = style == .escaped ? rest.popFirst().map({ [$0] }) : unescaped(&rest) else {
                    return nil
                }
                word += escaped
            } else if let open = quote {
                if byte == open { quote = nil } else { word.append(byte) }
            } else if style != .escaped, byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
            } else if isSpace(byte) {
                return word
            } else {
                word.append(byte)
            }
        }
        return quote == nil ? word : nil
    }

    private static let singles: [UInt8: UInt8] = [
        UInt8(ascii: "a"): 7, UInt8(ascii: "b"): 8, UInt8(ascii: "f"): 12, UInt8(ascii: "n"): 10,
        UInt8(ascii: "r"): 13, UInt8(ascii: "t"): 9, UInt8(ascii: "v"): 11, UInt8(ascii: "\\"): UInt8(ascii: "\\"),
        UInt8(ascii: "\""): UInt8(ascii: "\""), UInt8(ascii: "'"): UInt8(ascii: "'"), UInt8(ascii: "s"): 32,
    ]

    /// An escape of C, `cunescape_one()`; nil where it is none.
    private static func unescaped(_ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
        guard let byte = rest.popFirst() else { return nil }
        if let single = singles[byte] { return [single] }
        func number(_ digits: Int, _ radix: Int) -> UInt32? {
            guard rest.count >= digits else { return nil }
            let text = String(decoding: rest.prefix(digits), as: UTF8.self)
            guard let value = UInt32(text, radix: radix), value > 0 else { return nil }
            rest = rest.dropFirst(digits)
            return value
        }
        switch byte {
        case UInt8(ascii: "x"): return number(2, 16).map { [UInt8($0)] }
        case UInt8(ascii: "u"): return number(4, 16).flatMap(utf8)
        case UInt8(ascii: "U"): return number(8, 16).flatMap(utf8)
        case UInt8(ascii: "0")...UInt8(ascii: "7"):
            return octal(byte, &rest)
        default: return nil
        }
    }

    private static func octal(_ first: UInt8, _ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
        let text = String(decoding: [first] + rest.prefix(2), as: UTF8.self)
        guard text.utf8.count == 3, let value = UInt32(text, radix: 8), (1...255).contains(value) else { return nil }
        rest = rest.dropFirst(2)
        return [UInt8(value)]
    }

    private static func utf8(_ value: UInt32) -> [UInt8]? {
        Unicode.Scalar(value).map { Array(String(Character($0)).utf8) }
    }
}
