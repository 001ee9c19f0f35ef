import ArgumentParser

/// `nmfence fix`: makes it so, proves it, or puts everything back.
struct FixCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fix", abstract: "Write the drop-in, reload, prove; or put everything back.")

    @OptionGroup var node: NodeOptions
    @OptionGroup var fix: FixOptions
    @OptionGroup var output: OutputOptions

    @Option(name: [.customShort("o"), .customLong("output")], help: "The form of the report.")
    var format = TextOrJSON.text

    @Flag(help: "The same as 'diff'.")
    var dryRun = false

    func run() throws {
        let verb = ChangeVerb(node: node, output: output, command: "fix", execution: fix.execution)
        if dryRun { try verb.preview(asJSON: format == .json) } else { try verb.run(asJSON: format == .json) }
    }
}
