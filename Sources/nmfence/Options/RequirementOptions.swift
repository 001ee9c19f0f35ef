import ArgumentParser

/// What the user tells about the cluster that cannot be read from the node.
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

    /// The encapsulations that a profile knows.
    static let encapsulations: Set<String> = ["ipip", "vxlan", "wireguard", "bpf"]

    /// Nothing told, without the parser.
    static var none: RequirementOptions {
        var options = RequirementOptions()
        options.encapsulation = []
        options.apiserver = nil
        options.peer = []
        return options
    }
}
