import ArgumentParser

/// The words of `nmfence explain`.
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Say why an interface, present or not, is managed or not; or what a check means.",
        discussion: "Status 0 where every answer is known, 2 where one cannot be told, whatever the answer is.")

    @OptionGroup var node: NodeOptions
    @OptionGroup var requirements: RequirementOptions
    @OptionGroup var output: OutputOptions

    @Argument(help: "Interfaces, or ids of checks ('nmfence list checks').")
    var name: [String] = []

    @Option(help: "Judge the devices that this JSON array describes; '-' is standard input.")
    var devices: String?

    @Option(name: [.customShort("o"), .customLong("output")], help: "The form of the answer.")
    var format = ExplainVerb().format

    func validate() throws {
        if name.isEmpty, devices == nil { throw ValidationError("Give the name of an interface or the id of a check.") }
    }

    func run() throws {
        let verb = ExplainVerb(
            node: node.choice, requirements: requirements.choice, output: output.choice, names: name, devices: devices,
            format: format)
        throw try verb.run().exitCode
    }
}
