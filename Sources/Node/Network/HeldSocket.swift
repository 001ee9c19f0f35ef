public import SystemPackage

/// A local socket inside a root, held open so that a path can be given to a library that knows nothing of roots.
///
/// A hostile image may have a link to the host's own bus where its socket should be; connected to by its path, that
/// link would be followed by the kernel out of the image.
public final class HeldSocket {
    private let descriptor: FileDescriptor

    /// Looks the socket up inside the root; nil where there is no socket at this path.
    /// - Throws: where there may be one, and it cannot be looked up.
    public init?(_ path: FilePath, in root: RootDirectory) throws(FileError) {
        let descriptor: FileDescriptor
        do throws(FileError) { descriptor = try root.open(path, Resolution.pathOnly) } catch {
            guard error.isMissing else { throw error }
            return nil
        }
        var isHeld = false
        defer { if !isHeld { descriptor.release() } }
        let status: FileStatus
        do throws(Errno) { status = try FileStatus.of(descriptor) } catch {
            throw FileError("inspect", path, error, root: root.path)
        }
        guard status.kind == .socket else { return nil }
        isHeld = true
        self.descriptor = descriptor
    }

    deinit {
        descriptor.release()
    }

    /// A path that leads to this very socket for as long as the value lives.
    public var path: String { "/proc/self/fd/\(descriptor.rawValue)" }
}
