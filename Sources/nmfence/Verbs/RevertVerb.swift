import ArgumentParser
import Fence
import Remediation
import Reporting

/// `nmfence revert`: takes back what `fix` wrote, as gently.
struct RevertVerb: Verb {
    typealias Format = TextOrJSON

    static let changesNode = true

    static let schema = Schema.change

    static let configuration = verb("revert", "Remove what 'fix' wrote, without disrupting pods.")

    @OptionGroup var common: CommonOptions<Format>

    @Flag(help: .noReload)
    private var noReload = false

    @Flag(help: .force)
    private var force = false

    @Flag(help: .requireLive)
    private var requireLive = false

    @Option(help: .wait, transform: OptionValue.checked(OptionValue.seconds))
    private var wait: String?

    @Flag(help: .dryRun)
    private var dryRun = false

    private var live: LiveDemand { LiveDemand(isRequired: requireLive, wait: wait) }

    func perform() throws(CommandFailure) -> ExitStatus {
        try live.refuseContradictions(isOffline: common.offline)
        return try Change(command: "revert", options: common, live: live, execution: execution)
            .perform(try common.presentation(), isDryRun: dryRun)
    }

    private func execution(_ session: Session) -> Execution {
        let planner = RevertPlanner(session.fence, patterns: session.patterns, skipsReload: noReload)
        return Execution(session.fence, requiresLive: live.isRequired, isForced: force) {
            () throws(ChangeFailure) in
            try planner.plan()
        }
    }
}
