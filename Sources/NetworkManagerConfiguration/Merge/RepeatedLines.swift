import KeyFile

/// Counts the lines of a file that repeat a key.
///
/// NetworkManager applies the last value of a key once for each of its lines: each costs as much as the whole value.
struct RepeatedLines {
    private struct Line: Hashable {
        let group: RawText
        let key: RawText
        let operation: ValueChange.Operation
    }

    /// How many bytes of values are merged again before the rest of a group is not looked at.
    private static let limit = 32 << 20

    private var bytes = 0
    private var seen: Set<Line> = []
    private var last: Line?

    /// Forgets the lines of the layer before, but not how many they were.
    mutating func beginLayer() {
        seen.removeAll(keepingCapacity: true)
        last = nil
    }

    /// Whether the line before did the same.
    func isLast(_ change: ValueChange, _ key: RawText, _ group: RawText) -> Bool {
        guard let last else { return false }
        return last.operation == change.operation && last.key == key && last.group == group
    }

    /// Counts a line; false where there have been too many that repeat others.
    mutating func admits(_ change: ValueChange, _ key: RawText, _ group: RawText) -> Bool {
        let line = Line(group: group, key: key, operation: change.operation)
        last = line
        guard !seen.insert(line).inserted else { return true }
        bytes += change.value.count
        return bytes <= Self.limit
    }
}
