import ArgumentParser

/// The words for which checks are asked.
struct SelectionOptions: ParsableArguments {
    @Option(help: "Only the checks of this id; '*' and '?' are wild (repeatable).")
    var only: [String] = []

    @Option(help: "Not the checks of this id; '*' and '?' are wild (repeatable).")
    var skip: [String] = []

    /// What was given.
    var choice: SelectionChoice { SelectionChoice(only: only, skip: skip) }
}
