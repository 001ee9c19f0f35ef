import ArgumentParser
import Checks
import NetworkManagerConfiguration
import Reporting

/// `nmfence config`: what NetworkManager makes of its files, with the file and line of every value.
struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract:
            "Show NetworkManager's effective configuration with the file and line of every value, and what is wrong in the files.",
        discussion: "Status 78 where NetworkManager would refuse to start with these files.")

    @OptionGroup var node: NodeOptions
    @OptionGroup var output: OutputOptions

    @Option(name: [.customShort("o"), .customLong("output")], help: "The form of the answer.")
    var format = TextOrJSON.text

    func run() throws {
        let session = try Session(node, output)
        let stack = session.context.policy.stack
        if !output.quiet {
            switch format {
            case .json: Terminal.write(stack.json(session.description(of: "config")))
            case .text: Terminal.write(stack.text(style: TextStyle(isColoured: Terminal.coloursResults(output.color))))
            }
        }
        guard stack.refusals.isEmpty else { throw ExitStatus.configuration.exitCode }
        throw (stack.isUncertain ? ExitStatus.undetermined : .success).exitCode
    }
}
