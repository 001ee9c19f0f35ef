import ArgumentParser
import Checks
import KeyFile
import NetworkManager
import NetworkManagerConfiguration
import Reporting
import Requirements

/// `nmfence check`: evaluates every requirement of the profile and changes nothing.
struct CheckCommand: ParsableCommand {
    /// The forms of the report.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json, junit, tap, prometheus
    }

    /// What else than a failure ends in status 1.
    enum FailOn: String, ExpressibleByArgument, CaseIterable {
        case failure, warning
    }

    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Evaluate every requirement of the profile; change nothing.")

    @OptionGroup var node: NodeOptions
    @OptionGroup var requirements: RequirementOptions
    @OptionGroup var selection: SelectionOptions
    @OptionGroup var output: OutputOptions

    @Option(name: [.customShort("o"), .customLong("output")], help: "The form of the report.")
    var format = Format.text

    @Option(help: "The least that ends in status 1.")
    var failOn = FailOn.failure

    func run() throws {
        let session = try Session(node, output, requirements)
        let checks = session.checks
        let wanted = try selection.selected(among: checks.map(\.id))
        let report = CheckReport(
            profile: session.profile.name, checks: checks, in: session.context, where: wanted.contains)
        if !output.quiet { Terminal.write(text(report, session)) }
        throw status(report, session).exitCode
    }

    private func text(_ report: CheckReport, _ session: Session) -> String {
        let run = session.description(of: "check")
        return switch format {
        case .text:
            report.text(
                style: TextStyle(isColoured: Terminal.coloursResults(output.color)), showsEvidence: output.verbose)
        case .json: report.json(run)
        case .junit: report.junit(run)
        case .tap: report.tap()
        case .prometheus: report.prometheus(run)
        }
    }

    private func status(_ report: CheckReport, _ session: Session) -> ExitStatus {
        // A finding says more than a silent daemon does.
        switch report.status {
        case .nonconforming: return session.context.policy.stack.refusals.isEmpty ? .finding : .configuration
        case .undetermined:
            if case .unreachable(let error) = session.context.live { return error.status }
            return .undetermined
        case .conforming: return failOn == .warning && report.count(.warning) > 0 ? .finding : .success
        }
    }
}
