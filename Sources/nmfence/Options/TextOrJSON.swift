import ArgumentParser

/// The forms of most results.
enum TextOrJSON: String, ExpressibleByArgument, CaseIterable {
    case text, json
}
