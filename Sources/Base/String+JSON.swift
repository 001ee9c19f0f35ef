extension String {
    /// The text as a string of JSON, with its quotes; YAML and Python read it in the same way.
    ///
    /// What hides itself or moves the cursor is written as an escape, so that a report can be read on a terminal.
    public var jsonQuoted: String {
        var text = "\""
        for scalar in unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\t": text += "\\t"
            case "\r": text += "\\r"
            default:
                if scalar.isPrintable {
                    text.unicodeScalars.append(scalar)
                } else {
                    for unit in String(scalar).utf16 { text += "\\u" + unit.hexadecimal(digits: 4) }
                }
            }
        }
        return text + "\""
    }
}
