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
        if let change = span.since, behaviour.has(change) == false { return .notYet(change) }
        if let change = span.until, behaviour.has(change) == true { return .notAnyMore(change) }
        return .known
    }

    /// The groups that know a key, in the order of their names.
    static func groups(thatKnow key: RawText) -> [RawText] {
        var groups = Behaviour.keys.filter { $0.value[key] != nil }.map(\.key)
        if Behaviour.deviceKeys[key] != nil { groups.append("device") }
        if Behaviour.connectionKeys[key] != nil { groups.append("connection") }
        return groups.sorted()
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
