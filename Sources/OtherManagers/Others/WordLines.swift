/// The lines of a file of words, without comments: dhcpcd.conf(5), wicked's ifcfg files.
struct WordLines {
    /// One line.
    struct Line: Hashable {
        let words: [String]
        let text: String
        let number: Int
    }

    let lines: [Line]

    init(_ bytes: [UInt8]) {
        lines = bytes.split(separator: 10, omittingEmptySubsequences: false).enumerated().compactMap { index, line in
            let words = String(decoding: line, as: UTF8.self).split { $0 == " " || $0 == "\t" || $0 == "\r" }
                .map(String.init)
            guard let first = words.first, !first.hasPrefix("#") else { return nil }
            return Line(words: words, text: words.joined(separator: " "), number: index + 1)
        }
    }
}
