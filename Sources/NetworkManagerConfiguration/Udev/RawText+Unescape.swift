import KeyFile

extension RawText {
    private static let simple: [UInt8: UInt8] = [
        UInt8(ascii: "a"): 7, UInt8(ascii: "b"): 8, UInt8(ascii: "f"): 12, UInt8(ascii: "n"): 10,
        UInt8(ascii: "r"): 13, UInt8(ascii: "t"): 9, UInt8(ascii: "v"): 11, UInt8(ascii: "\\"): 0x5C,
        UInt8(ascii: "\""): 0x22, UInt8(ascii: "'"): 0x27, UInt8(ascii: "s"): 0x20,
    ]

    /// Takes a text with C escapes, as systemd's `cunescape` does; nil where one is none.
    init?(unescaping text: ArraySlice<UInt8>) {
        var bytes: [UInt8] = []
        var rest = text
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\") else {
                bytes.append(byte)
                continue
            }
            guard let escape = rest.first else { return nil }
            if let simple = Self.simple[escape] {
                bytes.append(simple)
                rest = rest.dropFirst()
            } else if let coded = Self.code(&rest) {
                bytes += coded
            } else {
                return nil
            }
        }
        self.init(bytes)
    }

    /// `\xHH`, `\uHHHH`, `\UHHHHHHHH` or `\OOO`; none of them may stand for NUL.
    private static func code(_ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
        let (digits, radix, isByte): (Int, Int, Bool)
        switch rest.first {
        case UInt8(ascii: "x"): (digits, radix, isByte) = (2, 16, true)
        case UInt8(ascii: "u"): (digits, radix, isByte) = (4, 16, false)
        case UInt8(ascii: "U"): (digits, radix, isByte) = (8, 16, false)
        default: (digits, radix, isByte) = (3, 8, true)
        }
        let word = rest.dropFirst(radix == 8 ? 0 : 1).prefix(digits)
        guard word.count == digits, word.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }),
            let number = UInt32(String(decoding: word, as: UTF8.self), radix: radix), number != 0
        else { return nil }
        rest = rest[word.endIndex...]
        if isByte { return number < 256 ? [UInt8(number)] : nil }
        return UnicodeScalar(number).map { Array(String($0).utf8) }
    }
}
