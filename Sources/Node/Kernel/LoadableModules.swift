/// Kernel modules that somebody needs and that could be loaded now.
public struct LoadableModules: Hashable, Sendable {
    /// Their names, each once: those that are loaded already, too, because they come with no start of the machine by
    /// themselves. So the list of a node does not depend on when it is made.
    public let names: [String]
    /// Those among them that are not loaded.
    public let missing: [String]
    /// Needs for which nothing can be loaded, a sentence each that says why: what blocks a module, or which file is not
    /// there.
    public let leftOut: [String]

    /// A choice.
    public init(names: [String], missing: [String], leftOut: [String] = []) {
        self.names = names
        self.missing = missing
        self.leftOut = leftOut
    }
}
