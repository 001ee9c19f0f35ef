import ArgumentParser
import Checks
import NetworkManagerConfiguration
import Node
import Remediation
import Reporting

/// What the verbs that change a node, or show how they would, have in common.
struct ChangeVerb {
    let node: NodeOptions
    let output: OutputOptions
    /// The verb, for the report.
    let command: String
    /// Makes the plan and everything around it.
    let execution: (Session) -> Execution

    /// Prints the plan; status 1 where there is something to do.
    func preview(asJSON: Bool) throws {
        let session = try Session(node, output)
        let report: ChangeReport
        do throws(ChangeFailure) { report = try execution(session).preview() } catch {
            throw CommandFailure.change(error)
        }
        if asJSON {
            write(report.json(session.description(of: command)))
        } else {
            if !output.quiet { Terminal.write(UnifiedDiff(report.plan.changes).bytes) }
            for remark in remarks(report.plan) { note(remark) }
        }
        throw (report.status == .unchanged ? ExitStatus.success : .finding).exitCode
    }

    /// Carries the plan out.
    func run(asJSON: Bool) throws {
        Interruption.note()
        let session = try Session(node, output)
        let report: ChangeReport
        do throws(ChangeFailure) { report = try execution(session).run() } catch {
            throw CommandFailure.change(error)
        }
        write(
            asJSON
                ? report.json(session.description(of: command))
                : report.text(
                    style: TextStyle(isColoured: Terminal.coloursResults(output.color)), showsEvidence: output.verbose))
        throw exitCode(report)
    }

    /// What the difference itself does not say.
    private func remarks(_ plan: Plan) -> [String] {
        var remarks = plan.remarks
        if !plan.modules.isEmpty { remarks.append("modules would be loaded: " + plan.modules.joined(separator: ", ")) }
        if !plan.releases.isEmpty {
            remarks.append("NetworkManager would release, as they are: " + plan.releases.joined(separator: ", "))
        }
        if plan.reloads { remarks.append("NetworkManager would read its configuration again (no restart)") }
        return remarks
    }

    private func exitCode(_ report: ChangeReport) -> ExitCode {
        if case .interrupted(let signal)? = report.failure, report.status != .rollbackFailed {
            return ExitCode(128 + signal)
        }
        switch report.status {
        case .unchanged, .applied: return ExitStatus.success.exitCode
        case .pending: return ExitStatus.finding.exitCode
        case .rolledBack: return ExitStatus.rolledBack.exitCode
        case .rollbackFailed: return ExitStatus.rollbackFailed.exitCode
        case .refused: return (report.failure?.status ?? .software).exitCode
        }
    }

    private func write(_ text: String) {
        if !output.quiet { Terminal.write(text) }
    }

    private func note(_ text: String) {
        if !output.quiet { Terminal.note("nmfence: \(text.printable)") }
    }
}
