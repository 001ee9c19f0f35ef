/// The forms of most results.
enum TextOrJSON: String, CaseIterable {
    case text, json
}
