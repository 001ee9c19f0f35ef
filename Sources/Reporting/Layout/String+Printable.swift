import Base

extension String {
    /// The text with everything that a terminal might obey, or that hides itself, written as an escape.
    ///
    /// Interface names and files come from outside: an interface may be called `ESC [ 2 J`. Line feeds are escaped too,
    /// so that a name cannot make a line of its own in a report.
    public var printable: String {
        if unicodeScalars.allSatisfy(\.isPrintable) { return self }
        var text = ""
        for scalar in unicodeScalars {
            if scalar.isPrintable {
                text.unicodeScalars.append(scalar)
            } else if scalar.value < 0x100 {
                text += "\\x" + UInt16(scalar.value).hexadecimal(digits: 2)
            } else {
                text += "\\u{" + String(scalar.value, radix: 16) + "}"
            }
        }
        return text
    }
}

extension String {
    /// The same for text of several lines: its line feeds stay.
    public var printableLines: String {
        split(separator: "\n", omittingEmptySubsequences: false).map { String($0).printable }.joined(separator: "\n")
    }
}
