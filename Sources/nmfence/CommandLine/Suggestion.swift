import Base

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
            (name, word.count > 1 && name.hasPrefix(word) ? 0 : EditDistance.between(name, word))
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
}
