import ArgumentParser
import Reporting

/// `nmfence fix`: makes it so, proves it, or puts everything back.
struct FixVerb: Verb {
    typealias Format = TextOrJSON

    static let changesNode = true

    static let schema = Schema.change

    static let configuration = verb("fix", "Write the drop-in, reload and verify; roll back on failure.")

    @OptionGroup var common: CommonOptions<Format>
    @OptionGroup var fix: FixOptions

    @Flag(help: .dryRun)
    private var dryRun = false

    func perform() throws(CommandFailure) -> ExitStatus {
        try fix.refuseContradictions(isOffline: common.offline)
        return try Change(command: "fix", options: common, live: fix.live, execution: fix.execution)
            .perform(try common.presentation(), isDryRun: dryRun)
    }
}
