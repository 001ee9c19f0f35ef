import ArgumentParser

/// The words of `nmfence revert`.
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
    var format = RevertVerb().format

    func run() throws {
        let verb = RevertVerb(
            node: node.choice, output: output.choice, skipsReload: noReload, requiresLive: requireLive,
            isDryRun: dryRun, format: format)
        throw try verb.run().exitCode
    }
}
