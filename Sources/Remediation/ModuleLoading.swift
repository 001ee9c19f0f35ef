import Node

/// What loads and unloads kernel modules: libkmod, or what a test puts in its place.
protocol ModuleLoading {
    /// The modules that are loaded, whoever loaded them.
    var present: Set<String> { get }
    /// - Parameter brought: gets those that came, those that others need first, also where the last of them did not come.
    func load(_ name: String, noting brought: inout [String]) throws(ModuleLoader.Failure)
    /// One that is in use stays, which is an error.
    func unload(_ name: String) throws(ModuleLoader.Failure)
}

extension ModuleLoader: ModuleLoading {}
