import Base
import Node

/// What loads and unloads kernel modules: the node's modprobe, or what a test puts in its place.
protocol ModuleLoading {
    /// The modules that are loaded, whoever loaded them.
    func present() throws(Modprobe.Failure) -> Set<String>
    /// - Parameter loaded: gets those that came, those that others need first, also where the last of them did not
    ///   come.
    func load(_ name: String, by deadline: Deadline, noting loaded: inout [String]) throws(Modprobe.Failure)
    /// Takes them out in this order; one that is in use stays, which is an error and holds up no other. What they
    /// needed and nobody uses may go with them.
    func unload(_ names: [String], by deadline: Deadline) throws(Modprobe.Failure)
    /// Loads those that went with others; one that does not come is an error, and holds up no other.
    func restore(_ names: [String], by deadline: Deadline) throws(Modprobe.Failure)
}

extension Modprobe: ModuleLoading {}
