import ArgumentParser
import Checks
import NetworkManagerConfiguration
import Reporting

/// `nmfence explain`: why an interface is managed or not, or what a check means.
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
    var format = TextOrJSON.text

    func validate() throws {
        if name.isEmpty, devices == nil { throw ValidationError("Give the name of an interface or the id of a check.") }
    }

    func run() throws {
        let session = try Session(node, output, requirements)
        let checks = session.checks
        let asked = name.filter { name in !checks.contains { $0.id == name } }
        var interfaces = asked.map { InterfaceExplanation($0, in: session.context) }
        if let devices {
            interfaces += try DescribedDevice.all(in: devices).map {
                InterfaceExplanation(described: $0.traits, in: session.context)
            }
        }
        let explained = checks.filter { name.contains($0.id) }
        let run = session.description(of: "explain")
        if !output.quiet {
            let style = TextStyle(isColoured: Terminal.coloursResults(output.color))
            switch format {
            case .json: Terminal.write(InterfaceExplanation.json(interfaces, checks: explained, run))
            case .text:
                let texts = interfaces.map { $0.text(style: style) } + explained.map { $0.explanation(style: style) }
                Terminal.write(texts.joined(separator: "\n"))
            }
        }
        let isKnown = interfaces.allSatisfy { $0.prediction.now.managed != nil }
        throw (isKnown ? ExitStatus.success : .undetermined).exitCode
    }
}
