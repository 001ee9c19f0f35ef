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
    @OptionGroup var reload: ReloadOptions
    @OptionGroup var dryRun: DryRunOptions

    func perform() throws(CommandFailure) -> ExitStatus {
        try reload.live.refuseContradictions(isOffline: common.offline)
        return try Change(command: "revert", options: common, live: reload.live, execution: execution)
            .perform(try common.presentation(), isDryRun: dryRun.dryRun)
    }

    private func execution(_ session: Session) -> Execution {
        let planner = RevertPlanner(session.fence, patterns: session.patterns, skipsReload: reload.noReload)
        return Execution(session.fence, requiresLive: reload.live.requireLive, isForced: reload.force) {
            () throws(ChangeFailure) in
            try planner.plan()
        }
    }
}
