/// Whether, and for how long, a running NetworkManager is asked for: what `--require-live` and `--wait` say.
struct LiveDemand {
    /// Whether the verb fails where the result cannot be verified on a running NetworkManager.
    let isRequired: Bool
    /// How long NetworkManager is waited for, as text; nil where it is not.
    let wait: String?

    /// Refuses what no node could fulfil.
    func refuseContradictions(isOffline: Bool) throws(CommandFailure) {
        guard isOffline else { return }
        if isRequired { throw .usage("--require-live and --offline cannot be combined") }
        if wait != nil { throw .usage("--wait and --offline cannot be combined") }
    }

    /// How long NetworkManager is waited for; nil where it is not.
    var waitingTime: Duration? {
        get throws(CommandFailure) {
            try wait.map { text throws(CommandFailure) in .seconds(try OptionValue.read(text, OptionValue.seconds)) }
        }
    }
}
