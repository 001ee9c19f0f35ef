/// The forms of results.
enum FormatTable {
    private static let all: [any OutputFormat.Type] = [
        TextOrJSON.self, CheckFormat.self, DiffFormat.self, MergeFormat.self,
    ]

    /// Whether the result of some verb has the form of this name.
    static func has(_ name: String) -> Bool { all.contains { $0.names.contains(name) } }
}
