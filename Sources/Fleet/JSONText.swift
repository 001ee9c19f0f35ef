/// The text between the quotes of JSON.
enum JSONText {
    /// The text with its escapes resolved; what is no UTF-8 or no escape becomes U+FFFD.
    static func decoded(_ bytes: UnsafeRawBufferPointer) -> String {
        guard bytes.contains(backslash) else { return String(decoding: bytes, as: UTF8.self) }
        var text: [UInt8] = []
        var units: [UInt16] = []
        var position = 0
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            guard byte == backslash, position < bytes.count else {
                flush(&units, into: &text)
                text.append(byte)
                continue
            }
            let escape = bytes[position]
            position += 1
            if escape == UInt8(ascii: "u"), position + 4 <= bytes.count,
                let unit = UInt16(String(decoding: bytes[position..<position + 4], as: UTF8.self), radix: 16)
            {
                // Two in a row may be one character.
                units.append(unit)
                position += 4
                continue
            }
            flush(&units, into: &text)
            text += plain[escape].map { [$0] } ?? Array("\u{FFFD}".utf8)
        }
        flush(&units, into: &text)
        return String(decoding: text, as: UTF8.self)
    }

    private static let backslash = UInt8(ascii: "\\")
    private static let plain: [UInt8: UInt8] = [
        UInt8(ascii: "\""): 0x22, UInt8(ascii: "\\"): 0x5C, UInt8(ascii: "/"): 0x2F, UInt8(ascii: "b"): 0x08,
        UInt8(ascii: "f"): 0x0C, UInt8(ascii: "n"): 0x0A, UInt8(ascii: "r"): 0x0D, UInt8(ascii: "t"): 0x09,
    ]

    private static func flush(_ units: inout [UInt16], into text: inout [UInt8]) {
        guard !units.isEmpty else { return }
        text += Array(String(decoding: units, as: UTF16.self).utf8)
        units = []
    }
}
