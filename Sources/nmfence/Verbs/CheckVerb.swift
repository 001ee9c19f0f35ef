import Checks
import NetworkManager
import NetworkManagerConfiguration
import Reporting

/// `nmfence check`: evaluates every requirement of the profile and changes nothing.
struct CheckVerb: UsualVerb {
    /// The forms of the report.
    enum Format: String, CaseIterable {
        case text, json, junit, tap, prometheus
    }

    /// What else than a failure ends in status 1.
    enum FailOn: String, CaseIterable {
        case failure, warning
    }

    var node = NodeChoice()
    var requirements = RequirementChoice()
    var selection = SelectionChoice()
    var output = OutputChoice()
    var format = Format.text
    var failOn = FailOn.failure

    mutating func take(_ word: String, _ words: inout UsualWords) -> Bool {
        switch word {
        case "--output", "-o": words.value(for: &format)
        case "--fail-on": words.value(for: &failOn)
        default:
            node.take(word, &words) || requirements.take(word, &words) || selection.take(word, &words)
                || output.take(word, &words)
        }
    }

    func run() throws -> ExitStatus {
        let session = try Session(node, output, requirements)
        let checks = try checks(session)
        let report = CheckReport(profile: session.profileName, checks: checks, in: session.context)
        if !output.isQuiet { Terminal.write(text(report, session)) }
        return status(report, session)
    }

    private func checks(_ session: Session) throws(CommandFailure) -> [any Check] {
        // What nobody asked for is not even read from the profile.
        if selection.isConfined(to: "nm."), let checks = try? selection.selected(from: session.networkManagerChecks) {
            return checks
        }
        return try selection.selected(from: session.checks())
    }

    private func text(_ report: CheckReport, _ session: Session) -> String {
        lazy var run = session.description(of: "check")
        return switch format {
        case .text:
            report.text(
                style: TextStyle(isColoured: Terminal.coloursResults(output.color)), showsEvidence: output.isVerbose)
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
