import ArgumentParser

/// The words for what cannot be read from the node.
struct RequirementOptions: ParsableArguments {
    @Option(
        help:
            "An encapsulation that the cluster uses: ipip, vxlan or wireguard (repeatable; the profile's own otherwise)."
    )
    var encapsulation: [String] = []

    @Option(help: "The address of the Kubernetes API server: a URL, or HOST:PORT.")
    var apiserver: String?

    @Option(help: "Another node, whose TCP ports are tried (repeatable).")
    var peer: [String] = []

    /// What was given.
    var choice: RequirementChoice {
        RequirementChoice(encapsulations: encapsulation, apiServer: apiserver, peers: peer)
    }
}
