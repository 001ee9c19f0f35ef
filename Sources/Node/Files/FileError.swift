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
    /// The root directory that the path is inside of.
    public let root: FilePath
    /// A file of this run that could not be taken away again; nil where there is none.
    public let leftover: FilePath?

    /// A failure of a system call.
    public init(_ operation: String, _ path: FilePath, _ errno: Errno, root: FilePath = "/") {
        self.init(code: .system, operation, path, errno, root: root)
    }

    /// A failure that is not the system's.
    public init(
        code: Code, _ operation: String, _ path: FilePath, _ errno: Errno? = nil, root: FilePath = "/",
        leftover: FilePath? = nil
    ) {
        self.code = code
        self.path = path
        self.operation = operation
        self.errno = errno
        self.root = root
        self.leftover = leftover
    }

    /// The same failure, after which a file of this run could not be taken away again.
    public func leaving(_ leftover: FilePath) -> FileError {
        FileError(code: code, operation, path, errno, root: root, leftover: leftover)
    }

    /// Whether the path simply is not there. What /proc has of a process that ended meanwhile can still be opened, and
    /// is read with ESRCH.
    public var isMissing: Bool {
        [.noSuchFileOrDirectory, .notDirectory, .noSuchProcess].contains(errno)
    }

    /// Whether the caller lacks a permission.
    public var isDenied: Bool { errno == .permissionDenied || errno == .notPermitted }

    /// One sentence without a full stop, with the path inside the root, as reports have them; names in it are not
    /// escaped yet.
    public var description: String { sentence { $0 } }

    /// The same with the path as somebody outside of the root writes it, for messages that stand alone.
    public var outsideDescription: String { sentence(outside) }

    /// The path as somebody outside of the root writes it.
    public var outsidePath: FilePath { outside(path) }

    private func outside(_ path: FilePath) -> FilePath {
        // What is no path is no path in a root either: "standard input".
        path.isAbsolute && root != "/" ? root.pushing(path.removingRoot()) : path
    }

    private func sentence(_ shown: (FilePath) -> FilePath) -> String {
        reason(shown(path)) + (leftover.map { "; \(shown($0)) is left behind, remove it" } ?? "")
    }

    private func reason(_ path: FilePath) -> String {
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
