/// What the user tells about the cluster that cannot be read from the node.
struct RequirementChoice {
    /// Encapsulations that the cluster uses; empty for the profile's own.
    var encapsulations: [String] = []
    /// The address of the Kubernetes API server: a URL, or HOST:PORT.
    var apiServer: String?
    /// Other nodes, whose TCP ports are tried.
    var peers: [String] = []

    /// The encapsulations that a profile knows.
    static let knownEncapsulations = ["bpf", "ipip", "vxlan", "wireguard"]

    /// Takes a word of the command line where it is one of these.
    mutating func take(_ word: String, _ words: inout UsualWords) -> Bool {
        switch word {
        case "--encapsulation": words.value(of: &encapsulations)
        case "--apiserver": words.value(for: &apiServer)
        case "--peer": words.value(of: &peers)
        default: false
        }
    }
}
