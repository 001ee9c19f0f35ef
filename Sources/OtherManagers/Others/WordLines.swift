/// The lines of a file of words, without comments: dhcpcd.conf(5), interfaces(5).
struct WordLines {
    /// One line.
    struct Line: Hashable {
        let words: [String]
        let text: String
        let number: Int
    }

    let lines: [Line]

    /// - Parameter isJoining: whether a backslash at the end of a line joins it with the next.
    init(_ bytes: [UInt8], isJoining: Bool = false) {
        var (lines, joined, start): ([Line], String, Int?) = ([], "", nil)
        for (index, line) in bytes.split(separator: 10, omittingEmptySubsequences: false).enumerated() {
            joined += String(decoding: line, as: UTF8.self)
            if isJoining, joined.hasSuffix("\\") {
                joined = String(joined.dropLast()) + " "
                start = start ?? index + 1
                continue
            }
            let words = joined.split { $0 == " " || $0 == "\t" || $0 == "\r" }.map(String.init)
            if let first = words.first, !first.hasPrefix("#") {
                lines.append(Line(words: words, text: words.joined(separator: " "), number: start ?? index + 1))
            }
            (joined, start) = ("", nil)
        }
        self.lines = lines
    }
}
