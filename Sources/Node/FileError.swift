public import SystemPackage

/// Why a file or directory of the node could not be used: which one, and what the system said.
public struct FileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of failure it was; the list may grow.
    public enum Code: Hashable, Sendable {
        /// The system refused the call; see `FileError.errno`.
        case system
        /// The path names something that is not a regular file, such as a directory or a socket.
        case notRegular(FileStatus.Kind)
        /// The file is larger than the reader accepts, in bytes.
        case tooLarge(limit: Int)
        /// Links inside the root lead round in circles, or through more links than Linux follows.
        case tooManyLinks
    }

    /// What kind of failure it was.
    public let code: Code
    /// The path inside the root directory, as it was asked for.
    public let path: FilePath
    /// What was being done, as a verb: "open", "read", "rename".
    public let operation: String
    /// What the system said, where the system said something.
    public let errno: Errno?

    /// A failure of a system call.
    public init(_ operation: String, _ path: FilePath, _ errno: Errno) {
        self.init(code: .system, operation, path, errno)
    }

    /// A failure that is not the system's.
    public init(code: Code, _ operation: String, _ path: FilePath, _ errno: Errno? = nil) {
        self.code = code
        self.path = path
        self.operation = operation
        self.errno = errno
    }

    /// Whether the path simply is not there.
    public var isMissing: Bool { errno == .noSuchFileOrDirectory || errno == .notDirectory }

    /// Whether the caller lacks a permission.
    public var isDenied: Bool { errno == .permissionDenied || errno == .notPermitted }

    /// One sentence without a full stop; names in it are not escaped yet.
    public var description: String {
        switch code {
        case .system:
            "cannot \(operation) \(path): \(errno.map(String.init(describing:)) ?? "unknown error")"
        case .notRegular(let kind):
            "cannot \(operation) \(path): it is a \(kind.rawValue), not a regular file"
        case .tooLarge(let limit):
            "cannot \(operation) \(path): it is larger than \(limit) bytes"
        case .tooManyLinks:
            "cannot \(operation) \(path): too many levels of symbolic links"
        }
    }
}
