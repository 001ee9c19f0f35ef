import ArgumentParser

extension CheckVerb.Format: ExpressibleByArgument {}
extension CheckVerb.FailOn: ExpressibleByArgument {}

/// The words of `nmfence check`.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Evaluate every requirement of the profile; change nothing.")

    @OptionGroup var node: NodeOptions
    @OptionGroup var requirements: RequirementOptions
    @OptionGroup var selection: SelectionOptions
    @OptionGroup var output: OutputOptions

    @Option(name: [.customShort("o"), .customLong("output")], help: "The form of the report.")
    var format = CheckVerb().format

    @Option(help: "The least that ends in status 1.")
    var failOn = CheckVerb().failOn

    func run() throws {
        let verb = CheckVerb(
            node: node.choice, requirements: requirements.choice, selection: selection.choice, output: output.choice,
            format: format, failOn: failOn)
        throw try verb.run().exitCode
    }
}
