/// Text as NetworkManager puts names from the kernel on the bus, where only valid UTF-8 may stand.
///
/// A backslash is doubled; bytes that are no UTF-8, and control characters, become a backslash and three octal digits.
struct EscapedText {
    let text: String

    init(_ text: String) {
        self.text = text
    }

    /// The bytes that NetworkManager escaped: the inverse of `nm_utils_buf_utf8safe_escape()`, with the leniency of its
    /// own `nm_utils_buf_utf8safe_unescape()`. There, fewer than three digits are accepted, and an unknown escape
    /// stands for its second character.
    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\") else {
                bytes.append(byte)
                continue
            }
            guard let escaped = rest.first else { break }
            bytes.append(Self.isOctal(escaped) ? Self.octal(&rest) : Self.single(escaped, &rest))
        }
        return bytes
    }

    /// The text before it was escaped, where that was valid UTF-8. Other bytes come out as U+FFFD; ``bytes`` has them.
    var unescaped: String {
        text.utf8.contains(UInt8(ascii: "\\")) ? String(decoding: bytes, as: UTF8.self) : text
    }

    private static func isOctal(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(byte)
    }

    private static func octal(_ rest: inout Substring.UTF8View) -> UInt8 {
        var value = 0
        for _ in 0..<3 {
            guard let digit = rest.first, isOctal(digit) else { break }
            value = value * 8 + Int(digit - UInt8(ascii: "0"))
            rest.removeFirst()
        }
        return UInt8(truncatingIfNeeded: value)
    }

    private static func single(_ byte: UInt8, _ rest: inout Substring.UTF8View) -> UInt8 {
        rest.removeFirst()
        return switch byte {
        case UInt8(ascii: "b"): 8
        case UInt8(ascii: "t"): 9
        case UInt8(ascii: "n"): 10
        case UInt8(ascii: "v"): 11
        case UInt8(ascii: "f"): 12
        case UInt8(ascii: "r"): 13
        default: byte
        }
    }
}
