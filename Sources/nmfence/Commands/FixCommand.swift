import ArgumentParser

/// The words of `nmfence fix`.
struct FixCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fix", abstract: "Write the drop-in, reload, prove; or put everything back.")

    @OptionGroup var node: NodeOptions
    @OptionGroup var fix: FixOptions
    @OptionGroup var output: OutputOptions

    @Option(name: [.customShort("o"), .customLong("output")], help: "The form of the report.")
    var format = FixVerb().format

    @Flag(help: "The same as 'diff'.")
    var dryRun = false

    func run() throws {
        let verb = FixVerb(
            node: node.choice, fix: fix.choice, output: output.choice, format: format, isDryRun: dryRun)
        throw try verb.run().exitCode
    }
}
