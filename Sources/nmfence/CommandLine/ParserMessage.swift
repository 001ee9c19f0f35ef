/// What the parser says about a wrong command line, in the words and the form of every other message of this program.
struct ParserMessage {
    /// One sentence, without the program's name.
    let sentence: String

    /// - Parameters:
    ///   - text: the parser's message.
    ///   - options: the names of the options that there are.
    init(_ text: String, _ options: Set<String>) {
        if let name = Self.word(in: text, after: "Unknown option '") {
            sentence = "unknown option '\(name)'\(Suggestion(for: name, among: options).question)"
        } else if let value = Self.value(text) {
            sentence = value
        } else {
            sentence = Self.plain(text)
        }
    }

    /// `The value 'yaml' is invalid for '-o <FORMAT>': ` and our own reason.
    private static func value(_ text: String) -> String? {
        let (before, between) = ("The value '", "' is invalid for '")
        guard text.hasPrefix(before), let middle = text.firstRange(of: between),
            let end = text[middle.upperBound...].firstIndex(of: "'")
        else { return nil }
        let value = String(text[..<middle.lowerBound].dropFirst(before.count))
        let target = text[middle.upperBound..<end]
        let reason = text[end...].dropFirst()
        return "invalid value '\(value)' for '\(target)'"
            + (reason.hasPrefix(": ") ? ": " + plain(String(reason.dropFirst(2))) : "")
    }

    /// The word between these and the next quotation mark.
    private static func word(in text: String, after start: String) -> String? {
        guard text.hasPrefix(start) else { return nil }
        // The parser adds a question of its own, or the other thing that a row of letters may be.
        let rest = text.dropFirst(start.count)
        let end = [". Did you mean '", "'\n   or: "].compactMap { rest.firstRange(of: $0)?.lowerBound }.min()
        return String(rest[..<(end ?? rest.endIndex)]).trimmingSuffix("'")
    }

    /// Without the capital and the full stop of a sentence.
    private static func plain(_ text: String) -> String {
        let text = text.trimmingSuffix(".")
        return text.prefix(1).lowercased() + text.dropFirst()
    }
}

extension String {
    fileprivate func trimmingSuffix(_ suffix: String) -> String {
        hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
    }
}
