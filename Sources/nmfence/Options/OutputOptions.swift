import ArgumentParser

extension OutputChoice.Color: ExpressibleByArgument {}

/// The words for how results are shown.
struct OutputOptions: ParsableArguments {
    @Option(help: "Colour the results.")
    var color = OutputChoice().color

    @Flag(name: .shortAndLong, help: "Say nothing; the exit status is the answer.")
    var quiet = false

    @Flag(name: .shortAndLong, help: "Show the evidence of what is as it should be, too.")
    var verbose = false

    @Flag(help: "Show on standard error what is asked of whom, and how long it took.")
    var debug = false

    /// What was given.
    var choice: OutputChoice {
        OutputChoice(color: color, isQuiet: quiet, isVerbose: verbose, isDebugging: debug)
    }
}
