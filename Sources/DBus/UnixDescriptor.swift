import Glibc

/// An open file descriptor that came out of a message or goes into one; closed with the last reference to it.
public final class UnixDescriptor: Hashable, Sendable {
    /// The descriptor, valid for as long as this object lives.
    public let rawValue: Int32

    /// Takes the descriptor over: it is closed with the last reference.
    public init(owning rawValue: Int32) {
        self.rawValue = rawValue
    }

    deinit {
        close(rawValue)
    }

    /// Whether both are the same object.
    public static func == (left: UnixDescriptor, right: UnixDescriptor) -> Bool { left === right }

    /// Hashes the identity of the object.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(ObjectIdentifier(self))
    }
}
