public import Node

/// The node that is looked at, and what the user told about it.
///
/// Facts that more than one check needs are read once, when the first of them asks.
public final class CheckContext {
    /// The machine as a directory.
    public let root: RootDirectory
    /// What the user gave on the command line.
    public let inputs: CheckInputs

    /// A context that has read nothing yet.
    public init(root: RootDirectory, inputs: CheckInputs) {
        self.root = root
        self.inputs = inputs
    }
}

/// What the user told about the node that cannot be read from it.
public struct CheckInputs: Hashable, Sendable {
    /// Interface patterns beside those of the profile.
    public var patterns: [String] = []
    /// Hosts whose ports are tried: `--peer`.
    public var peers: [String] = []
    /// The Kubernetes API server's URL or HOST:PORT: `--apiserver`.
    public var apiServer: String?
    /// The encapsulations that the cluster uses, nil for the profile's default: `--encapsulation`.
    public var encapsulations: [String]?
    /// Whether the bus must not be used: `--offline`.
    public var isOffline = false

    /// Nothing told.
    public init() {}
}
