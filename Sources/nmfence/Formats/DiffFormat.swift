/// The forms of a plan.
enum DiffFormat: String, OutputFormat {
    case diff, json

    static let standard = diff
}
