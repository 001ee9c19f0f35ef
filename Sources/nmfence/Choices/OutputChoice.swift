/// How results are shown.
struct OutputChoice {
    /// When results are coloured.
    enum Color: String, CaseIterable {
        case auto, always, never
    }

    /// When results are coloured.
    var color = Color.auto
    /// Whether the exit status is the answer.
    var isQuiet = false
    /// Whether the evidence of what is as it should be is shown, too.
    var isVerbose = false
    /// Whether each exchange with the bus is shown on standard error.
    var isDebugging = false

    /// Takes a word of the command line where it is one of these.
    mutating func take(_ word: String, _ words: inout UsualWords) -> Bool {
        switch word {
        case "--quiet", "-q": words.flag(&isQuiet)
        case "--verbose", "-v": words.flag(&isVerbose)
        case "--debug": words.flag(&isDebugging)
        default: false
        }
    }
}
