import ArgumentParser
import Base
import Checks
import Fence
import KeyFile
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

            Exits 0 if every answer is known, 2 otherwise. --follow writes a line, or with -o json a JSON document on
            one line, for each change.
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

    @Option(
        help: .init("Print each change of the managed state of interfaces matching GLOB, until interrupted.", "GLOB"),
        transform: OptionValue.checked(InterfacePattern.init))
    private var follow: String?

    func perform() throws(CommandFailure) -> ExitStatus {
        let output = try common.presentation()
        if let follow { return try followed(follow, output) }
        guard !names.isEmpty || devices != nil else { throw .usage("missing interface name or check ID") }
        let session = try Session(common, told: requirements.settings)
        let known = try session.knownInterfaces()
        let asked = try ExplainedNames(names, known: known, in: session)
        let node = asked.hasNode ? NodeExplanation(try report(session)) : nil
        var interfaces = asked.interfaces.map { InterfaceExplanation($0, known: known, in: session.fence) }
        if let devices {
            let file = try OptionValue.read(devices, FilePath.init(argument:))
            interfaces += try DescribedDevice.all(in: file, by: session.fence.deadline).map {
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
        let isKnown =
            interfaces.allSatisfy { $0.prediction.now.managed != .unknown } && node?.certainty != .undetermined
        return isKnown ? .success : .undetermined
    }

    private func report(_ session: Session) throws(CommandFailure) -> CheckReport {
        let checks = try session.checks()
        return CheckReport(
            profile: session.profileName, profileReason: session.profileReason, checks: checks, in: session.context,
            waivers: session.waivers, known: checks)
    }

    /// Follows interfaces on a live bus; no time limit ends that.
    private func followed(_ glob: String, _ output: Presentation<Format>) throws(CommandFailure) -> ExitStatus {
        guard names.isEmpty, devices == nil else { throw .usage("--follow takes no NAME and no --devices") }
        if common.offline { throw .usage("--follow and --offline exclude each other") }
        Interruption.note()
        let session = try Session(common, told: requirements.settings)
        Watchdog.end()
        guard let search = session.fence.search else {
            throw .bus("--follow: " + (session.fence.live.silence ?? "there is no bus to follow NetworkManager on"))
        }
        if case .foreign(let why) = session.fence.live { throw .bus("--follow: \(why)") }
        let following = DeviceFollowing(
            glob: Glob(RawText(glob)), known: try session.knownInterfaces(), fence: session.fence
        ) { change in
            let time = RunDescription.now
            output.write(
                output.format == .json
                    ? change.jsonLine(time: time) : change.text(time: time, style: output.layout.style))
        }
        return following.run(search)
    }
}
