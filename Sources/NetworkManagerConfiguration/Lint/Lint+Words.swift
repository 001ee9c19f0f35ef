import Base
import KeyFile

/// Values that can be certain words only.
extension Lint {
    /// What is wrong with such a value; nil where it is one of the words, or the key takes any value.
    func wordProblem(_ entry: KeyFile.Entry, _ base: RawText, _ group: RawText) -> Problem? {
        let value = entry.value.trimmed
        switch (group, base) {
        case ("main", "dns"): return word(entry, value, Behaviour.dnsModes, "the default")
        case ("main", "rc-manager"):
            guard value != "none" else {
                return warning(
                    .unknownValue, entry.line,
                    "rc-manager=none is an old name of symlink: NetworkManager writes resolv.conf. To prevent that, "
                        + "write rc-manager=unmanaged.", correction: "rc-manager=unmanaged")
            }
            return word(entry, value, Behaviour.resolvConfManagers, "the default")
        case ("logging", "level"): return level(entry, value)
        case ("logging", "domains"): return domains(entry)
        default: return nil
        }
    }

    private func word(
        _ entry: KeyFile.Entry, _ value: RawText, _ words: [RawText: Behaviour.Span], _ instead: String
    ) -> Problem? {
        let behaviour = Behaviour(version)
        if let span = words[value] {
            guard let change = span.since, behaviour.has(change) == .no, let version else { return nil }
            return warning(
                .unknownValue, entry.line,
                "NetworkManager \(version) ignores \(entry.key)=\(value) (new in \(change.release)) and uses "
                    + "\(instead).")
        }
        let known = words.filter { $0.value.since.map { behaviour.has($0) != .no } ?? true }.keys
        return unknownWord(entry, value, known.map(\.description), "uses \(instead)")
    }

    private func unknownWord(_ entry: KeyFile.Entry, _ value: RawText, _ words: [String], _ effect: String) -> Problem {
        let text = "unknown value \(entry.key)=\(value); NetworkManager \(effect)."
        let near = words.map { (EditDistance.between(value.description.lowercased(), $0), $0) }
            .filter { $0.0 <= min(2, value.count / 3) }.min { $0 < $1 }
        guard let near else {
            return warning(
                .unknownValue, entry.line, "\(text) Known values: \(words.sorted().joined(separator: ", ")).")
        }
        return warning(
            .unknownValue, entry.line, "\(text) Write \(near.1).", correction: entry.key + "=" + RawText(near.1))
    }

    private func level(_ entry: KeyFile.Entry, _ value: RawText) -> Problem? {
        guard !Behaviour.logLevels.contains(value.asciiLowercased) else { return nil }
        return unknownWord(
            entry, value, Behaviour.logLevels.map(\.description), "ignores [logging]")
    }

    /// `DOMAIN`, or `DOMAIN:LEVEL`, with commas or spaces between them.
    private func domains(_ entry: KeyFile.Entry) -> Problem? {
        let parts = entry.value.bytes.split { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: " ") }
        for part in parts.map({ RawText($0) }) {
            let colon = part.bytes.firstIndex(of: UInt8(ascii: ":"))
            let domain = colon.map { RawText(part.bytes[..<$0]) } ?? part
            if let colon, !Behaviour.logLevels.contains(part.dropFirst(colon + 1).asciiLowercased) {
                return warning(
                    .unknownValue, entry.line,
                    "unknown log level \(part); NetworkManager ignores [logging]. Known levels: "
                        + "\(Behaviour.logLevels.map(\.description).sorted().joined(separator: ", ")).")
            }
            guard !Behaviour.logDomains.contains(domain.asciiLowercased) else { continue }
            return warning(
                .unknownValue, entry.line,
                "unknown log domain \(domain); ignored. nmcli general logging lists them.")
        }
        return nil
    }
}
