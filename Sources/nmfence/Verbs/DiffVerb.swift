/// `nmfence diff`: what `fix` would change, and nothing else.
struct DiffVerb: UsualVerb {
    /// The forms of the plan.
    enum Format: String, CaseIterable {
        case diff, json
    }

    var node = NodeChoice()
    var fix = FixChoice()
    var output = OutputChoice()
    var format = Format.diff

    mutating func take(_ word: String, _ words: inout UsualWords) -> Bool {
        switch word {
        case "--output", "-o": words.value(for: &format)
        default: node.take(word, &words) || fix.take(word, &words) || output.take(word, &words)
        }
    }

    func run() throws -> ExitStatus {
        try ChangeVerb(node: node, output: output, command: "diff", execution: fix.execution)
            .preview(asJSON: format == .json)
    }
}
