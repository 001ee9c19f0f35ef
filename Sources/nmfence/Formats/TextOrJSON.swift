/// The forms of most results.
enum TextOrJSON: String, OutputFormat {
    case text, json

    static let standard = text
}
