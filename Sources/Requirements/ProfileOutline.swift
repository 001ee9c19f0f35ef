public import NetworkManagerConfiguration

/// A profile's own data and the interfaces that it speaks of: what most verbs need, without the rows about the node.
public struct ProfileOutline: Hashable, Sendable {
    /// The name by which users choose it: `calico-3.16`.
    public let name: String
    /// The document that it was made from.
    public let reference: String
    /// The interface patterns that are Calico's alone.
    public let patterns: [InterfacePattern]

    /// Reads the part of a profile, and of those that it builds on; of several as one.
    /// - Parameter additions: what is laid over it, by name.
    /// - Throws: ``ProfileError/Code/unknownProfile(_:)`` where no profile has this name.
    public init(named names: [String], with additions: [String] = []) throws(ProfileError) {
        let profile = try Profile(named: names, in: .builtIn, with: additions) { $0.hasPrefix("interface.") }
        self.name = profile.name
        reference = profile.reference
        patterns = profile.interfaces.map(\.pattern)
    }
}
