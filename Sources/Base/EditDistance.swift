/// How many letters must be inserted, removed, replaced or swapped with their neighbour to make one word of another
/// (the optimal string alignment distance).
public enum EditDistance {
    /// The number of letters; at most four are counted, words of very different lengths are as far apart as can be.
    public static func between(_ left: String, _ right: String) -> Int {
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
