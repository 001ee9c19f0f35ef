public import NetworkManagerConfiguration

/// What the user told about the cluster that cannot be read from the node.
public struct CheckInputs: Hashable, Sendable {
    /// Hosts whose ports are tried: `--peer`.
    public var peers: [String] = []
    /// The Kubernetes API server's URL or HOST:PORT: `--apiserver`.
    public var apiServer: String?
    /// The encapsulations that the cluster uses: `--encapsulation`; nil where the node's interfaces and the profile's
    /// default tell.
    public var encapsulations: [String]?
    /// The interfaces that must be unmanaged: the profile's, what is laid over it, and the user's own.
    public var patterns: [InterfacePattern] = []

    /// Nothing told.
    public init() {}
}
