import ArgumentParser

/// The words of `nmfence config`.
struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract:
            "Show NetworkManager's effective configuration with the file and line of every value, and what is wrong in the files.",
        discussion: "Status 78 where NetworkManager would refuse to start with these files.")

    @OptionGroup var node: NodeOptions
    @OptionGroup var output: OutputOptions

    @Option(name: [.customShort("o"), .customLong("output")], help: "The form of the answer.")
    var format = ConfigVerb().format

    func run() throws {
        throw try ConfigVerb(node: node.choice, output: output.choice, format: format).run().exitCode
    }
}
