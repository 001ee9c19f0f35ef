import Base
import Checks
import Fence
import NetworkManagerConfiguration
import Node
import Remediation
import Reporting

/// What the verbs that change a node, or show how they would, have in common.
struct Change<Format: OutputFormat> {
    /// The verb, for the report.
    let command: String
    let options: CommonOptions<Format>
    let live: LiveDemand
    /// Makes the plan and everything around it.
    let execution: (Session) throws(CommandFailure) -> Execution

    /// Carries the plan out, or shows it.
    func perform(_ output: Presentation<TextOrJSON>, isDryRun: Bool) throws(CommandFailure) -> ExitStatus {
        isDryRun ? try preview(output, asJSON: output.format == .json) : try run(output)
    }

    /// Prints the plan; status 1 where there is something to do.
    func preview(_ output: Presentation<some OutputFormat>, asJSON: Bool) throws(CommandFailure) -> ExitStatus {
        let session = try Session(options, waiting: live.waitingTime)
        let report: ChangeReport
        let execution = try execution(session)
        do throws(ChangeFailure) { report = try execution.preview() } catch {
            throw CommandFailure.change(error)
        }
        if asJSON {
            output.write(report.json(session.description(of: command)))
        } else {
            if !output.isSilent { Terminal.write(UnifiedDiff(report.plan.changes).bytes) }
            if !output.isQuiet { for remark in report.remarks(output.layout) { Terminal.remark(remark) } }
        }
        return report.status == .unchanged ? .success : .finding
    }

    private func run(_ output: Presentation<TextOrJSON>) throws(CommandFailure) -> ExitStatus {
        Interruption.note()
        let session = try Session(options, waiting: live.waitingTime)
        let report: ChangeReport
        let execution = try execution(session)
        do throws(ChangeFailure) { report = try execution.run() } catch {
            throw CommandFailure.change(error)
        }
        switch output.format {
        case .json: output.write(report.json(session.description(of: command)))
        case .text: output.write(report.text(output.layout))
        }
        return status(report)
    }

    private func status(_ report: ChangeReport) -> ExitStatus {
        if case .interrupted(let signal)? = report.failure, report.status != .rollbackFailed {
            return .ended(by: signal)
        }
        return switch report.status {
        // What is damaged is no matter of a revert, which claims nothing of it.
        case .unchanged, .applied:
            report.damagedLinks.isEmpty || report.plan.purpose == .revert ? .success : .finding
        case .pending: .finding
        case .rolledBack: .rolledBack
        case .rollbackFailed: .rollbackFailed
        case .refused: report.failure?.status ?? .software
        }
    }
}
