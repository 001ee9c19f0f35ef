/// Why a text is no value of an option.
struct InvalidValue: Error, CustomStringConvertible {
    /// The most values that are listed.
    static let limit = 8

    /// The reason; what is wrong with which value is said before it.
    let description: String

    /// A value that cannot be meant.
    init(_ description: String) {
        self.description = description
    }

    /// A value that is none of these names.
    /// - Parameters:
    ///   - listing: the command that lists them, where there are too many to read here.
    ///   - limit: the most of them that are listed.
    init(_ text: String, notAmong names: [String], listing: String? = nil, limit: Int = Self.limit) {
        let near = Suggestion(for: text, among: names).names
        let advice =
            if !near.isEmpty {
                "did you mean \(Suggestion.list(near))?"
            } else if names.count <= limit, !names.isEmpty {
                "use \(Suggestion.list(names))"
            } else {
                ""
            }
        let reference = listing.map { advice.isEmpty ? "see '\($0)'" : " (see '\($0)')" } ?? ""
        description = advice + reference
    }
}
