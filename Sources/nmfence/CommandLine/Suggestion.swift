/// The names that a wrong one was probably meant to be.
struct Suggestion {
    /// The most names that are worth reading.
    static let limit = 5

    /// The nearest names, the nearest first.
    let names: [String]

    /// Looks for names that differ in a few letters, or that begin with the word.
    init(for word: String, among names: some Sequence<String>) {
        let most = max(1, min(4, word.count / 3))
        self.names = names.map { name in
            (name, word.count > 1 && name.hasPrefix(word) ? 0 : Self.distance(name, word))
        }
        .filter { $0.1 <= most }.sorted { ($0.1, $0.0) < ($1.1, $1.0) }.prefix(Self.limit).map(\.0)
    }

    /// `; did you mean 'a' or 'b'?`, or nothing.
    var question: String { names.isEmpty ? "" : "; did you mean \(Self.list(names))?" }

    /// `'a', 'b' or 'c'`.
    static func list(_ names: [String]) -> String {
        let quoted = names.map { "'\($0)'" }
        guard let last = quoted.last, quoted.count > 1 else { return quoted.joined() }
        return quoted.dropLast().joined(separator: ", ") + " or " + last
    }

    /// How many letters must be inserted, removed, replaced or swapped with their neighbour (the optimal string
    /// alignment distance).
    private static func distance(_ left: String, _ right: String) -> Int {
        let (left, right) = (Array(left.utf8), Array(right.utf8))
        // More letters than that are never near, and a word may be as long as the kernel lets it.
        guard abs(left.count - right.count) <= 4 else { return .max }
        var rows = [Array(0...right.count)]
        for i in left.indices {
            var row = [i + 1]
            for j in right.indices {
                var best = min(rows[i][j + 1], row[j]) + 1
                best = min(best, rows[i][j] + (left[i] == right[j] ? 0 : 1))
                if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
                    best = min(best, rows[i - 1][j - 1] + 1)
                }
                row.append(best)
            }
            rows.append(row)
        }
        return rows[left.count][right.count]
    }
}
