import ArgumentParser
import Reporting

/// `nmfence diff`: what `fix` would change, and nothing else.
struct DiffVerb: Verb {
    typealias Format = DiffFormat

    static let schema = Schema.change

    static let configuration = verb(
        "diff", "Show what 'fix' would change, as a patch (read-only).",
        discussion: "Apply it with: nmfence diff | patch -p1 -d ROOT. Exits 1 if changes are pending.")

    @OptionGroup var common: CommonOptions<Format>
    @OptionGroup var fix: FixOptions

    func perform() throws(CommandFailure) -> ExitStatus {
        try fix.refuseContradictions(isOffline: common.offline)
        let output = try common.presentation()
        return try Change(command: "diff", options: common, live: fix.live, execution: fix.execution)
            .preview(output, asJSON: output.format == .json)
    }
}
