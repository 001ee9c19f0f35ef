public import SystemPackage

/// A local socket inside a root, held open so that a path can be given to a library that knows nothing of roots.
///
/// A hostile image may have a link to the host's own bus where its socket should be; connected to by its path, that link would be
/// followed by the kernel out of the image.
public final class HeldSocket {
    private let descriptor: FileDescriptor

    /// Looks the socket up inside the root; nil where there is no socket at this path.
    public init?(_ path: FilePath, in root: RootDirectory) {
        guard let descriptor = try? root.open(path, Resolution.pathOnly) else { return nil }
        guard let status = try? FileStatus.of(descriptor), status.kind == .socket else {
            try? descriptor.close()
            return nil
        }
        self.descriptor = descriptor
    }

    deinit {
        try? descriptor.close()
    }

    /// A path that leads to this very socket for as long as the value lives.
    public var path: String { "/proc/self/fd/\(descriptor.rawValue)" }
}
