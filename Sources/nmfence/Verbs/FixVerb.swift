/// `nmfence fix`: makes it so, proves it, or puts everything back.
struct FixVerb: UsualVerb {
    var node = NodeChoice()
    var fix = FixChoice()
    var output = OutputChoice()
    var format = TextOrJSON.text
    /// Whether it is a `diff`.
    var isDryRun = false

    mutating func take(_ word: String, _ words: inout UsualWords) -> Bool {
        switch word {
        case "--output", "-o": words.value(for: &format)
        case "--dry-run": words.flag(&isDryRun)
        default: node.take(word, &words) || fix.take(word, &words) || output.take(word, &words)
        }
    }

    func run() throws -> ExitStatus {
        let change = ChangeVerb(node: node, output: output, command: "fix", execution: fix.execution)
        return isDryRun ? try change.preview(asJSON: format == .json) : try change.run(asJSON: format == .json)
    }
}
