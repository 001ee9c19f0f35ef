import ArgumentParser

extension DiffVerb.Format: ExpressibleByArgument {}

/// The words of `nmfence diff`.
struct DiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Show what 'fix' would change, as a patch; change nothing.",
        discussion: "The output is a patch: nmfence diff | patch -p1 -d ROOT. Status 1 where changes are pending.")

    @OptionGroup var node: NodeOptions
    @OptionGroup var fix: FixOptions
    @OptionGroup var output: OutputOptions

    @Option(name: [.customShort("o"), .customLong("output")], help: "The form of the plan.")
    var format = DiffVerb().format

    func run() throws {
        let verb = DiffVerb(node: node.choice, fix: fix.choice, output: output.choice, format: format)
        throw try verb.run().exitCode
    }
}
