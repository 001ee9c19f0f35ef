import ArgumentParser

/// Whether, and for how long, a running NetworkManager is asked for.
struct LiveOptions: ParsableArguments {
    @Flag(help: "Fail unless the result can be verified on a running NetworkManager.")
    var requireLive = false

    @Option(
        help: .init(
            "First wait up to this long for NetworkManager to reply and settle (within --timeout).", "SECONDS"
        ),
        transform: OptionValue.checked(OptionValue.seconds))
    private var wait: String?

    /// Refuses what no node could fulfil.
    func refuseContradictions(isOffline: Bool) throws(CommandFailure) {
        guard isOffline else { return }
        if requireLive { throw .usage("--require-live and --offline cannot be combined") }
        if wait != nil { throw .usage("--wait and --offline cannot be combined") }
    }

    /// How long NetworkManager is waited for; nil where it is not.
    var waitingTime: Duration? {
        get throws(CommandFailure) {
            try wait.map { text throws(CommandFailure) in .seconds(try OptionValue.read(text, OptionValue.seconds)) }
        }
    }
}
