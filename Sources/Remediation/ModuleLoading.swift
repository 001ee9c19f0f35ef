import Node

/// What loads and unloads kernel modules: the node's modprobe, or what a test puts in its place.
protocol ModuleLoading {
    /// The modules that are loaded, whoever loaded them.
    func present() throws(Modprobe.Failure) -> Set<String>
    /// - Parameter loaded: gets those that came, those that others need first, also where the last of them did not
    ///   come.
    func load(_ name: String, within limit: Duration, noting loaded: inout [String]) throws(Modprobe.Failure)
    /// One that is in use stays, which is an error; what it needed and nobody uses may go with it.
    func unload(_ name: String, within limit: Duration) throws(Modprobe.Failure)
    /// Loads one that went with another.
    func restore(_ name: String, within limit: Duration) throws(Modprobe.Failure)
}

extension Modprobe: ModuleLoading {}
