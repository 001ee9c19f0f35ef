import ArgumentParser
import Checks
import Fence
import NetworkManagerConfiguration
import Reporting
import SystemPackage

/// `nmfence explain`: why an interface is managed or not, what a check means, or what cuts pods off on the node.
struct ExplainVerb: Verb {
    typealias Format = TextOrJSON

    static let schema = Schema.explain

    static let configuration = verb(
        "explain", "Explain why an interface is or would be managed, what a check means, or what cuts pods off.",
        arguments: " [<NAME> ...]",
        discussion: """
            'nmfence explain node' runs every check and names the most likely cause and the first command.

            Exits 0 if every answer is known, 2 otherwise.
            """)

    @OptionGroup var common: CommonOptions<Format>
    @OptionGroup var requirements: RequirementOptions

    @Argument(
        help: .init("Interface, present or not; ID of a check ('nmfence list checks'); or 'node'.", "NAME"),
        completion: CompletedNames.interfacesAndChecks)
    var names: [String] = []

    @Option(
        help: .init("Evaluate devices described in a JSON file ('-' for stdin).", "FILE"), completion: .file(),
        transform: OptionValue.checked(FilePath.init(argument:)))
    private var devices: String?

    func perform() throws(CommandFailure) -> ExitStatus {
        let output = try common.presentation()
        guard !names.isEmpty || devices != nil else { throw .usage("missing interface name or check ID") }
        let session = try Session(common, requirements)
        let known = try session.knownInterfaces()
        let asked = try ExplainedNames(names, known: known, in: session)
        let node = asked.hasNode ? NodeExplanation(try report(session)) : nil
        var interfaces = asked.interfaces.map { InterfaceExplanation($0, known: known, in: session.fence) }
        if let devices {
            let file = try OptionValue.read(devices, FilePath.init(argument:))
            interfaces += try DescribedDevice.all(in: file).map {
                InterfaceExplanation(described: $0.traits, in: session.fence)
            }
        }
        let explained = asked.checks
        switch output.format {
        case .json:
            output.write(
                InterfaceExplanation.json(
                    interfaces, checks: explained, node: node, session.description(of: "explain")))
        case .text:
            let texts =
                (node.map { [$0.text(output.layout, check: session.fence.command("check"))] } ?? [])
                + interfaces.map { $0.text(output.layout) }
                + explained.map { $0.explanation(output.layout) }
            output.write(texts.joined(separator: "\n"))
        }
        let isKnown = interfaces.allSatisfy { $0.prediction.now.managed != nil } && node?.certainty != .undetermined
        return isKnown ? .success : .undetermined
    }

    private func report(_ session: Session) throws(CommandFailure) -> CheckReport {
        CheckReport(
            profile: session.profileName, profileReason: session.profileReason, checks: try session.checks(),
            in: session.context)
    }
}
