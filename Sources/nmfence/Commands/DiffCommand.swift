import ArgumentParser
import Remediation
import Reporting

/// `nmfence diff`: what `fix` would change, and nothing else.
struct DiffCommand: ParsableCommand {
    /// The forms of the plan.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case diff, json
    }

    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Show what 'fix' would change, as a patch; change nothing.",
        discussion: "The output is a patch: nmfence diff | patch -p1 -d ROOT. Status 1 where changes are pending.")

    @OptionGroup var node: NodeOptions
    @OptionGroup var fix: FixOptions
    @OptionGroup var output: OutputOptions

    @Option(name: [.customShort("o"), .customLong("output")], help: "The form of the plan.")
    var format = Format.diff

    func run() throws {
        try ChangeVerb(node: node, output: output, command: "diff", execution: fix.execution).preview(
            asJSON: format == .json)
    }
}
