extension String {
    /// How many columns of a terminal the text takes.
    var columns: Int {
        utf8.allSatisfy { $0 < 0x80 } ? utf8.count : unicodeScalars.reduce(0) { $0 + $1.columns }
    }

    /// The text in ASCII: the characters that this program itself uses have likenesses, others are escaped.
    var ascii: String {
        guard !utf8.allSatisfy({ $0 < 0x80 }) else { return self }
        var text = ""
        for scalar in unicodeScalars {
            switch scalar {
            case "…": text += "..."
            case "–", "—": text += "-"
            case _ where scalar.isASCII: text.unicodeScalars.append(scalar)
            default: text += "\\u{" + String(scalar.value, radix: 16) + "}"
            }
        }
        return text
    }
}

extension Unicode.Scalar {
    /// The blocks whose characters are two columns wide: East Asian Wide and Fullwidth of Unicode's annex 11.
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
        0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD,
    ]

    fileprivate var columns: Int {
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark: 0
        default: Self.wide.contains { $0.contains(value) } ? 2 : 1
        }
    }
}
