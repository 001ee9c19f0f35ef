import ArgumentParser

/// What cannot be read from the node.
struct RequirementOptions: ParsableArguments {
    @Option(
        help: .init(
            "Encapsulation that the cluster uses: bpf, ipip, vxlan or wireguard (default: what its interfaces show, "
                + "or the profile's). Repeatable.",
            "NAME"),
        completion: .list(Encapsulation.names), transform: OptionValue.checked(Encapsulation.init(named:)))
    private var encapsulation: [String] = []

    @Option(help: .init("Address of the Kubernetes API server: a URL, or HOST:PORT.", "ADDRESS"))
    private var apiserver: String?

    @Option(help: .init("Test TCP connectivity to this node. Repeatable.", "HOST"))
    private var peer: [String] = []

    /// What it says that nmfence.conf may say as well.
    var settings: [Setting: [String]] {
        [.encapsulation: encapsulation, .apiserver: apiserver.map { [$0] } ?? [], .peers: peer]
    }
}
