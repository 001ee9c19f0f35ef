import Base
import KeyFile

/// Whether a group or a key is one that NetworkManager knows, by the tables of `Behaviour`.
enum KnownKeys {
    enum Verdict: Equatable {
        case known
        case unknownGroup
        case unknownKey
        /// It came with this change, and the version is older.
        case notYet(Behaviour.Change)
        /// It went with this change.
        case notAnyMore(Behaviour.Change)
    }

    /// The table for a group; nil where the group is not known.
    private static func table(_ group: RawText) -> [RawText: Behaviour.Span]? {
        if let table = Behaviour.keys[group] { return table }
        if group.hasPrefix("device") { return Behaviour.deviceKeys }
        if group.hasPrefix("global-dns-domain-") { return Behaviour.globalDNSDomainKeys }
        if group.hasPrefix("connection") { return Behaviour.connectionKeys }
        return nil
    }

    static func judge(_ key: RawText, in group: RawText, version: NetworkManagerVersion?) -> Verdict {
        guard let table = table(group) else { return .unknownGroup }
        guard let span = table[key] else { return .unknownKey }
        let behaviour = Behaviour(version)
        if let change = span.since, behaviour.has(change) == .no { return .notYet(change) }
        if let change = span.until, behaviour.has(change) == .yes { return .notAnyMore(change) }
        return .known
    }

    /// Where a key belongs: `[keyfile]`, or several groups; nil where no group knows it.
    static func home(of key: RawText) -> String? {
        var groups = Behaviour.keys.filter { $0.value[key] != nil }.map(\.key)
        if Behaviour.deviceKeys[key] != nil { groups.append("device") }
        if Behaviour.connectionKeys[key] != nil { groups.append("connection") }
        return groups.isEmpty ? nil : groups.sorted().map { "[\($0)]" }.joined(separator: " or ")
    }

    /// The group whose name differs in a letter or two.
    static func nearestGroup(_ group: RawText) -> RawText? { nearest(group, groupNames) }

    /// The key of a group whose name differs in a letter or two.
    static func nearestKey(_ key: RawText, in group: RawText) -> RawText? { nearest(key, table(group)?.keys) }

    private static let groupNames = Array(Behaviour.keys.keys) + ["device", "connection"]

    private static func nearest(_ word: RawText, _ names: (some Collection<RawText>)?) -> RawText? {
        let most = min(2, word.count / 4)
        // A file may have any number of words that nobody knows: most are told from all names by their length.
        guard most > 0, let names = names?.filter({ abs($0.count - word.count) <= most }), !names.isEmpty else {
            return nil
        }
        let text = word.description.lowercased()
        return names.map { (EditDistance.between(text, $0.description), $0) }.filter { $0.0 <= most }.min { $0 < $1 }?.1
    }

    /// A key with the beginning of its value behind it, before the first `=`: `unmanaged-devices:mac=…`.
    static func keyWithValue(_ key: RawText, in group: RawText) -> (key: RawText, value: RawText)? {
        guard let end = key.bytes.firstIndex(where: { $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: " ") }) else {
            return nil
        }
        let start = RawText(key.bytes[..<end])
        guard table(group)?[start] != nil else { return nil }
        return (start, key.dropFirst(end + 1).trimmed)
    }

    /// The group that this would be in the right letter case.
    static func groupInRightCase(_ group: RawText) -> RawText? {
        let small = group.asciiLowercased
        return small != group && table(small) != nil ? small : nil
    }

    /// The key that this would be in the right letter case.
    static func keyInRightCase(_ key: RawText, in group: RawText) -> RawText? {
        let small = key.asciiLowercased
        return small != key && table(group)?[small] != nil ? small : nil
    }
}
