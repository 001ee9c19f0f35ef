public import KeyFile

/// The lines that set or changed a key which more than one line sets, or which has no value any more.
public struct KeyHistory: Hashable, Sendable {
    /// A line.
    public struct Line: Hashable, Sendable {
        /// What it did.
        public let change: ValueChange
        /// Whether it has a part in the value; false where a later line overrides it.
        public let counts: Bool
    }

    /// The group, without brackets.
    public let section: RawText
    /// The key.
    public let key: RawText
    /// Whether the key has a value now.
    public let isSet: Bool
    /// The lines, in the order in which they took effect.
    public let lines: [Line]

    init?(of key: RawText, in section: RawText, _ merged: MergedConfiguration) {
        let changes = merged.history(of: key, in: section)
        isSet = merged.value(of: key, in: section) != nil
        guard changes.count > 1 || !isSet else { return nil }
        (self.section, self.key) = (section, key)
        let first = isSet ? changes.lastIndex(where: \.startsAnew) ?? 0 : changes.count
        lines = changes.enumerated().map { Line(change: $0.element, counts: $0.offset >= first) }
    }
}
