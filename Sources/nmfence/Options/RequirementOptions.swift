import ArgumentParser

/// What cannot be read from the node.
struct RequirementOptions: ParsableArguments {
    @Option(
        help: .encapsulation, completion: .list(Encapsulation.names),
        transform: OptionValue.checked(Encapsulation.init(named:)))
    private var encapsulation: [String] = []

    @Option(help: .apiserver)
    private var apiserver: String?

    @Option(help: .peer)
    private var peer: [String] = []

    /// What it says that nmfence.conf may say as well.
    var settings: [Setting: [String]] { Self.settings(encapsulation, apiserver, peer) }

    /// The same for `check`, which declares the options itself.
    static func settings(_ encapsulation: [String], _ apiserver: String?, _ peer: [String]) -> [Setting: [String]] {
        [.encapsulation: encapsulation, .apiserver: apiserver.map { [$0] } ?? [], .peers: peer]
    }
}
