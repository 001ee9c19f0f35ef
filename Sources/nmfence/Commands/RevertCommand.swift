import ArgumentParser
import Remediation

/// `nmfence revert`: takes back what `fix` wrote, as gently.
struct RevertCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revert", abstract: "Take back what 'fix' wrote, and put back what it replaced.")

    @OptionGroup var node: NodeOptions
    @OptionGroup var output: OutputOptions

    @Flag(help: "Change the files and leave the running NetworkManager alone.")
    var noReload = false

    @Flag(help: "Fail where no NetworkManager runs that could prove the change.")
    var requireLive = false

    @Flag(help: "Show what would be taken back, as a patch; change nothing.")
    var dryRun = false

    @Option(name: [.customShort("o"), .customLong("output")], help: "The form of the report.")
    var format = TextOrJSON.text

    func run() throws {
        let verb = ChangeVerb(node: node, output: output, command: "revert") { session in
            let planner = RevertPlanner(session.context, patterns: session.patterns, skipsReload: noReload)
            return Execution(session.context, requiresLive: requireLive) { () throws(ChangeFailure) in
                try planner.plan()
            }
        }
        if dryRun { try verb.preview(asJSON: format == .json) } else { try verb.run(asJSON: format == .json) }
    }
}
