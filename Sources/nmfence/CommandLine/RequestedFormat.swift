/// The form of the result that a command line asks for, looked up where it was not understood or came to nothing.
enum RequestedFormat {
    /// Documents.
    case json
    /// One line for a program that shows it.
    case line
    /// Text, or what has no form for failures.
    case other

    /// Finds the last `-o`, or else the variable of the environment.
    init(in words: [String], of verb: any Verb.Type) {
        let word = Self.option(in: words) ?? Terminal.environment(Variable.output.rawValue) ?? ""
        switch word {
        case "json" where verb.formats.contains(word): self = .json
        case "line" where verb.formats.contains(word): self = .line
        default: self = .other
        }
    }

    private static func option(in words: [String]) -> String? {
        var format: String?
        for (index, word) in words.enumerated() {
            if word == "--" { break }
            if word == "-o" || word == "--output" {
                format = index + 1 < words.count ? words[index + 1] : format
            } else if word.hasPrefix("--output=") {
                format = String(word.dropFirst("--output=".count))
            } else if word.hasPrefix("-o"), !word.hasPrefix("--") {
                format = String(word.dropFirst(2))
            } else if !word.hasPrefix("--"), word.hasPrefix("-"), word.hasSuffix("o"), index + 1 < words.count {
                // Letters in one word: `-qo json`.
                format = words[index + 1]
            }
        }
        return format
    }
}
