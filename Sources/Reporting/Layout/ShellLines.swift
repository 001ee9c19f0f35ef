/// A command of the shell in lines that mean the same together, so that they can be pasted.
///
/// A line ends in a backslash where it is broken, between words and never inside quotation marks. A comment behind the
/// command begins again in each of its lines, since no backslash continues it.
struct ShellLines {
    /// The lines.
    let lines: [String]

    /// Breaks a command, or words for a person where it is none.
    init(_ text: String, width: Int) {
        guard text.columns > width else {
            lines = [text]
            return
        }
        guard Self.isCommand(text), let words = Self.words(text) else {
            lines = text.wrapped(first: width, other: width)
            return
        }
        let comment = words.firstIndex { $0.hasPrefix("#") } ?? words.count
        var lines = Self.broken(words[..<comment], width: width)
        if comment < words.count {
            let note = words[comment...].joined(separator: " ").drop { $0 == "#" || $0 == " " }
            lines += String(note).wrapped(first: width - 2, other: width - 2).map { "# " + $0 }
        }
        self.lines = lines
    }

    /// Whether the text is a command and not words that tell what to do: it has what commands have, options or signs of
    /// the shell, and no punctuation of a sentence.
    static func isCommand(_ text: String) -> Bool {
        guard let words = words(text), let first = words.first,
            first.allSatisfy({ $0.isLetter && $0.isLowercase || $0.isNumber || "._/-=;".contains($0) })
        else { return false }
        let command = words.prefix { !$0.hasPrefix("#") }
        let signs = ["&&", "||", "|", ">", ">>"]
        let hasSigns = command.contains { $0.hasPrefix("-") || $0.hasSuffix(";") || signs.contains($0) }
        return hasSigns && !command.contains { $0.hasSuffix(",") || $0.hasSuffix(":") || $0.hasSuffix(".") }
    }

    private static func broken(_ words: ArraySlice<String>, width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in words {
            // Room for the backslash.
            if line.isEmpty {
                line = word
            } else if line.columns + 1 + word.columns + 2 <= width {
                line += " " + word
            } else {
                lines.append(line + " \\")
                line = "  " + word
            }
        }
        return lines + [line]
    }

    /// The words between spaces that are not inside quotation marks, and those of a comment as they are; nil where a
    /// mark is not closed.
    private static func words(_ text: String) -> [String]? {
        var words: [String] = []
        var word = ""
        var mark: Character?
        var isEscaped = false
        for (index, character) in zip(text.indices, text) {
            if character == "#", word.isEmpty { return words + text[index...].split(separator: " ").map(String.init) }
            if character == " ", mark == nil, !isEscaped {
                if !word.isEmpty { words.append(word) }
                word = ""
                continue
            }
            word.append(character)
            if isEscaped {
                isEscaped = false
            } else if character == "\\", mark != "'" {
                isEscaped = true
            } else if character == mark {
                mark = nil
            } else if mark == nil, character == "'" || character == "\"" {
                mark = character
            }
        }
        return mark == nil && !isEscaped ? words + (word.isEmpty ? [] : [word]) : nil
    }
}
