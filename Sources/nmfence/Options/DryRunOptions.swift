import ArgumentParser

/// Whether a change is only shown.
struct DryRunOptions: ParsableArguments {
    @Flag(help: "Show what would change, as a patch; change nothing.")
    var dryRun = false
}
