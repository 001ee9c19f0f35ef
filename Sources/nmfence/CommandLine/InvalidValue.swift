/// Why a text is no value of an option.
struct InvalidValue: Error, CustomStringConvertible {
    /// The reason; what is wrong with which value is said before it.
    let description: String

    /// A value that cannot be meant.
    init(_ description: String) {
        self.description = description
    }

    /// A value that is none of these names.
    /// - Parameter listing: the command that lists them, where there are too many to read here.
    init(_ text: String, notAmong names: [String], listing: String? = nil) {
        let near = Suggestion(for: text, among: names).names
        let shown = near.isEmpty && names.count <= Suggestion.limit ? names : near
        let words = [
            shown.isEmpty
                ? nil : (near.isEmpty ? "use " : "did you mean ") + Suggestion.list(shown) + (near.isEmpty ? "" : "?"),
            listing.map { "see '\($0)'" },
        ]
        description = words.compactMap { $0 }.joined(separator: "; ")
    }
}
