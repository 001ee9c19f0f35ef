extension String {
    /// The text as XML or HTML, with what XML 1.0 cannot carry at all written as an escape.
    var xml: String {
        if utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F && !Self.marks.contains($0) }) { return self }
        var text = ""
        for scalar in unicodeScalars {
            switch scalar {
            case "&": text += "&amp;"
            case "<": text += "&lt;"
            case ">": text += "&gt;"
            case "\"": text += "&quot;"
            case "\n": text += "&#10;"
            default: text += String(scalar).printable
            }
        }
        return text
    }

    private static let marks = Array("&<>\"".utf8)
}
