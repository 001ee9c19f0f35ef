/// The words of the command line, with the verb in front.
///
/// Options may stand before or after the verb (DESIGN.md, 3), as they may for `systemctl` and `nmcli`; the parser takes them
/// after it only.
struct Arguments {
    /// The words, in the order the parser wants.
    let words: [String]

    /// - Parameters:
    ///   - words: without the program's own name.
    ///   - verbs: the names of the verbs.
    ///   - takesValue: whether the option of this name, with its dashes, is followed by a value.
    init(_ words: [String], verbs: Set<String>, takesValue: (String) -> Bool) {
        var index = words.startIndex
        while index < words.endIndex, words[index].hasPrefix("-"), words[index] != "--" {
            index += takesValue(words[index]) ? 2 : 1
        }
        guard index > words.startIndex, index < words.endIndex, verbs.contains(words[index]) else {
            self.words = words
            return
        }
        self.words = [words[index]] + words[..<index] + words[(index + 1)...]
    }
}
