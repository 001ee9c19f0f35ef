import Checks
import NetworkManagerConfiguration
import Node
import Remediation
import Reporting

/// What the verbs that change a node, or show how they would, have in common.
struct ChangeVerb {
    let node: NodeChoice
    let output: OutputChoice
    /// The verb, for the report.
    let command: String
    /// Makes the plan and everything around it.
    let execution: (Session) throws(CommandFailure) -> Execution

    /// Prints the plan; status 1 where there is something to do.
    func preview(asJSON: Bool) throws(CommandFailure) -> ExitStatus {
        let session = try Session(node, output)
        let report: ChangeReport
        let execution = try execution(session)
        do throws(ChangeFailure) { report = try execution.preview() } catch {
            throw CommandFailure.change(error)
        }
        if asJSON {
            write(report.json(session.description(of: command)))
        } else {
            if !output.isQuiet { Terminal.write(UnifiedDiff(report.plan.changes).bytes) }
            for remark in remarks(report.plan) { note(remark) }
        }
        return report.status == .unchanged ? .success : .finding
    }

    /// Carries the plan out.
    func run(asJSON: Bool) throws(CommandFailure) -> ExitStatus {
        Interruption.note()
        let session = try Session(node, output)
        let report: ChangeReport
        let execution = try execution(session)
        do throws(ChangeFailure) { report = try execution.run() } catch {
            throw CommandFailure.change(error)
        }
        write(
            asJSON
                ? report.json(session.description(of: command))
                : report.text(
                    style: TextStyle(isColoured: Terminal.coloursResults(output.color)), showsEvidence: output.isVerbose
                ))
        return status(report)
    }

    /// What the difference itself does not say.
    private func remarks(_ plan: Plan) -> [String] {
        var remarks = plan.remarks
        let modules = plan.insertions
        if !modules.isEmpty { remarks.append("modules would be loaded: " + modules.joined(separator: ", ")) }
        if !plan.releases.isEmpty {
            remarks.append("NetworkManager would release, as they are: " + plan.releases.joined(separator: ", "))
        }
        if plan.reloads { remarks.append("NetworkManager would read its configuration again (no restart)") }
        return remarks
    }

    private func status(_ report: ChangeReport) -> ExitStatus {
        if case .interrupted(let signal)? = report.failure, report.status != .rollbackFailed {
            return .ended(by: signal)
        }
        return switch report.status {
        case .unchanged, .applied: .success
        case .pending: .finding
        case .rolledBack: .rolledBack
        case .rollbackFailed: .rollbackFailed
        case .refused: report.failure?.status ?? .software
        }
    }

    private func write(_ text: String) {
        if !output.isQuiet { Terminal.write(text) }
    }

    private func note(_ text: String) {
        if !output.isQuiet { Terminal.note("nmfence: \(text.printable)") }
    }
}
