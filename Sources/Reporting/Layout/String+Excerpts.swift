extension String {
    /// The longest line of a file that is quoted as it is.
    private static let quoted = 160

    /// The text with each list of names cut behind so many: `a, b, c and 197 more`.
    ///
    /// A name is a word without a space between two commas. The first and the last are parts of the sentence around.
    func withShortLists(most: Int) -> String {
        let parts = components(between: ", ")
        guard parts.count > most + 1 else { return self }
        var text = ""
        var run: [Substring] = []
        func separated(_ part: Substring) -> String { (text.isEmpty ? "" : ", ") + part }
        for (index, part) in parts.enumerated() {
            if index > 0, !part.contains(" "), index < parts.count - 1 {
                run.append(part)
                continue
            }
            // The sentence goes on behind the last name.
            if run.count > most {
                text += run.prefix(most - 1).map { ", " + $0 }.joined()
                var name = part.prefix { $0 != " " && $0 != ";" }
                // Signs in the middle of a name, as in interface-name:cali*, are its own.
                while let last = name.last, ":).".contains(last) { name.removeLast() }
                text += " and \(run.count - most + 2) more" + part[name.endIndex...]
            } else {
                text += run.map { ", " + $0 }.joined() + separated(part)
            }
            run = []
        }
        return text
    }

    /// A long list as the entries around the one that decided; short text as it is.
    func excerpt(around token: String?, _ ellipsis: String) -> String {
        guard columns > Self.quoted else { return self }
        let parts = split(separator: ";", omittingEmptySubsequences: false)
        guard parts.count > 2 else { return self }
        let center = token.flatMap { token in parts.firstIndex { $0.contains(token) } } ?? 0
        var (low, high) = (center, center)
        var length = parts[center].count
        while low > 0 || high < parts.count - 1 {
            let next = high < parts.count - 1 && (low == 0 || high - center <= center - low) ? high + 1 : low - 1
            length += parts[next].count + 1
            guard length <= Self.quoted / 2 else { break }
            (low, high) = (min(low, next), max(high, next))
        }
        // The key stands before the first entry.
        let key = low > 0 ? String(parts[0].prefix { $0 != "=" }) + "=" + ellipsis + ";" : ""
        return key + parts[low...high].joined(separator: ";") + (high < parts.count - 1 ? ";" + ellipsis : "")
    }

    private func components(between separator: String) -> [Substring] { split(separator: separator) }
}
