import ArgumentParser

/// The words for which machine is looked at, and how.
struct NodeOptions: ParsableArguments {
    @Option(help: "The machine's root directory: an image, or a container's view of its host.")
    var root = NodeChoice().root

    @Option(help: "Evaluate the requirements of this profile ('nmfence list profiles').")
    var profile: String?

    @Option(help: "Fence interfaces of this name as well; '*' and '?' are wild (repeatable).")
    var pattern: [String] = []

    @Flag(help: "Ask nothing of the bus: predict from the files alone.")
    var offline = false

    @Option(help: "The bus that NetworkManager is on, as a D-Bus address.")
    var bus: String?

    @Option(name: .customLong("nm-version"), help: "Predict for this version of NetworkManager.")
    var networkManagerVersion: String?

    @Option(help: "End the whole run after this many seconds.")
    var timeout = NodeChoice().timeout

    /// What was given.
    var choice: NodeChoice {
        NodeChoice(
            root: root, profile: profile, patterns: pattern, isOffline: offline, bus: bus,
            networkManagerVersion: networkManagerVersion, timeout: timeout)
    }
}
