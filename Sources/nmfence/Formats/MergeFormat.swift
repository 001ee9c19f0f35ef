/// The forms of the reports of many nodes in one.
enum MergeFormat: String, OutputFormat {
    case text, json, junit, html

    static let standard = text
}
