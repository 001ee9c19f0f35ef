import ArgumentParser

/// When results are coloured.
enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
    case auto, always, never
}

/// How results are shown.
struct OutputOptions: ParsableArguments {
    @Option(help: "Colour the results.")
    var color = ColorChoice.auto

    @Flag(name: .shortAndLong, help: "Say nothing; the exit status is the answer.")
    var quiet = false

    @Flag(name: .shortAndLong, help: "Show the evidence of what is as it should be, too.")
    var verbose = false

    @Flag(help: "Show on standard error what is asked of whom, and how long it took.")
    var debug = false

    /// Nothing given, without the parser.
    static var untouched: OutputOptions {
        var options = OutputOptions()
        options.color = .auto
        options.quiet = false
        options.verbose = false
        options.debug = false
        return options
    }
}
