/// What the user told about the node that cannot be read from it.
public struct CheckInputs: Hashable, Sendable {
    /// Interface patterns beside those of the profile.
    public var patterns: [String] = []
    /// The version of NetworkManager to predict for: `--nm-version`.
    public var networkManagerVersion: String?
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
