import CLinux

/// The words of the command line, with the verb in front.
///
/// Options may stand before or after the verb, as they may for `systemctl` and `nmcli`; the parser takes them
/// after it only.
struct Arguments {
    /// The words, in the order the parser wants.
    let words: [String]

    /// - Parameters:
    ///   - words: without the program's own name.
    ///   - verbs: the names of the verbs.
    ///   - takesValue: whether the option of this name, with its dashes, is followed by a value.
    init(_ words: [String], verbs: Set<String>, takesValue: (String) -> Bool) {
        var index = words.startIndex
        while index < words.endIndex, words[index].hasPrefix("-"), words[index] != "--" {
            index += takesValue(words[index]) ? 2 : 1
        }
        guard index > words.startIndex, index < words.endIndex, verbs.contains(words[index]) else {
            self.words = words
            return
        }
        self.words = [words[index]] + words[..<index] + words[(index + 1)...]
    }

    /// What this process was started with, the program's name first.
    static var ofProcess: [String] {
        var words: [String] = []
        while let word = nmfence_argument(Int32(words.count)) { words.append(String(cString: word)) }
        return words
    }

    /// The verb that a word which is none was probably meant to be; nil where no verb is near.
    static func verb(meantBy word: String, among verbs: [String]) -> String? {
        verbs.map { ($0, distance($0, word)) }.filter { $0.1 <= 2 }.min { $0.1 < $1.1 }?.0
    }

    /// How many letters must be put in, taken out, changed or swapped with their neighbour (Levenshtein's, with swaps).
    private static func distance(_ left: String, _ right: String) -> Int {
        let (left, right) = (Array(left), Array(right))
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
