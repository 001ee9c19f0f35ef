/// What can be laid over any profile, such as the needs of flannel: its own data.
public struct ProfileAddition: Hashable, Sendable {
    /// The name by which users choose it: `flannel`.
    public let name: String
    /// The name in words.
    public let title: String
    /// The document that it was made from.
    public let reference: String

    /// Reads it.
    /// - Throws: ``ProfileError/Code/unknownProfile(_:)`` where nothing has this name.
    public init(named name: String) throws(ProfileError) {
        let header = try ProfileFiles.additions.sources(of: name, where: { _ in false }).last?.header
        self.name = name
        title = try header?.text("title") ?? name
        reference = try header?.text("reference") ?? ""
    }
}
