public import SystemPackage

/// A regular file or a symbolic link as it is on the disk: its content and everything about it that a copy could lose.
public struct StoredFile: Hashable, Sendable {
    /// What is inside.
    public enum Content: Hashable, Sendable {
        /// The bytes of a regular file.
        case bytes([UInt8])
        /// The text of a symbolic link, whatever it leads to.
        case link([UInt8])
    }

    /// What is inside.
    public let content: Content
    /// What is around it; nil for a file that is to be made: see ``Directory/create(_:_:like:isDurable:)``.
    public let attributes: FileAttributes?

    /// A file with these attributes, or one that is to be made.
    public init(_ content: Content, _ attributes: FileAttributes? = nil) {
        self.content = content
        self.attributes = attributes
    }

    /// The bytes of the file itself; of a link its text, and nothing of what it leads to.
    public var bytes: [UInt8] {
        switch content {
        case .bytes(let bytes), .link(let bytes): bytes
        }
    }

    /// Whether it is a symbolic link.
    public var isLink: Bool {
        if case .link = content { true } else { false }
    }

    /// Whether a file that is there is what this one was to become.
    public func isFulfilled(by present: StoredFile) -> Bool {
        content == present.content && (attributes == nil || attributes == present.attributes)
    }
}

/// What is known of a file besides its content.
public struct FileAttributes: Hashable, Sendable {
    /// Permission bits, those for set-user-id and the like too.
    public let permissions: FilePermissions
    /// The owner's user id.
    public let owner: UInt32
    /// The owner's group id.
    public let group: UInt32
    /// The extended attributes by name, access control lists among them: xattr(7). None of a link, which can have only
    /// those that a security module gives it by its own rules.
    public let extended: [String: [UInt8]]

    /// The attributes of a file.
    public init(
        permissions: FilePermissions, owner: UInt32, group: UInt32, extended: [String: [UInt8]] = [:]
    ) {
        self.permissions = permissions
        self.owner = owner
        self.group = group
        self.extended = extended
    }
}
