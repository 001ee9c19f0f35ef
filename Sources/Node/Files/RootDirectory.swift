import Base
import Glibc
public import SystemPackage

/// The machine as a directory: the host's own `/`, an unpacked image, a container's view of its host, or a test
/// fixture.
///
/// Every path is resolved inside the directory, links too: an absolute link and a `..` above the top lead back to the
/// top, as they would for a process that runs inside. So an image cannot make a file outside of it be read or written.
public final class RootDirectory {
    /// Where the directory is, as the caller named it.
    public let path: FilePath
    /// How paths are resolved below it.
    let resolution: Resolution
    /// The directory itself, open for looking up names only.
    let descriptor: FileDescriptor

    /// Opens the directory, which may itself be reached through links.
    public convenience init(_ path: FilePath = "/") throws(FileError) {
        try self.init(path, resolution: path == "/" ? .plain : .system)
    }

    init(_ path: FilePath, resolution: Resolution) throws(FileError) {
        self.path = path
        self.resolution = resolution
        do throws(Errno) {
            descriptor = FileDescriptor(
                rawValue: try systemCall {
                    path.withPlatformString { Glibc.open($0, Resolution.pathOnly | O_DIRECTORY | O_CLOEXEC) }
                })
        } catch { throw FileError("open", path, error) }
    }

    deinit {
        descriptor.release()
    }

    /// Whether this is the root of the process itself, so that the process's own bus, `/proc` and `uname` speak of it.
    public var isHost: Bool { path == "/" }

    /// The path as somebody outside of the root would write it: for messages and for programs that are handed a path.
    public func outside(_ path: FilePath) -> FilePath {
        isHost ? path : self.path.pushing(path.removingRoot())
    }

    /// The whole content of a regular file.
    ///
    /// Anything else is refused before it is opened: a named pipe would block and a device might act.
    /// - Parameters:
    ///   - limit: the most bytes to accept.
    ///   - isEnough: whether what was read so far is all that is wanted, by that and the length of the last piece.
    public func read(
        _ path: FilePath, limit: Int = 16 << 20, until isEnough: ([UInt8], _ last: Int) -> Bool = { _, _ in false }
    ) throws(FileError) -> [UInt8] {
        let status = try status(of: path)
        guard status.kind == .regular else {
            throw FileError(code: .notRegular(status.kind), "read", path, root: self.path)
        }
        let file = try open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY)
        defer { file.release() }
        return try contents(of: file, path, expected: status.size, limit: limit, until: isEnough)
    }

    /// What the path names, links followed inside the root.
    public func status(of path: FilePath) throws(FileError) -> FileStatus {
        let descriptor = try open(path, Resolution.pathOnly)
        defer { descriptor.release() }
        do throws(Errno) { return try FileStatus.of(descriptor) } catch {
            throw FileError("inspect", path, error, root: self.path)
        }
    }

    /// What the path names, links followed inside the root; nil where nothing is there.
    /// - Throws: where that cannot be seen: a folder above it may not be searched, or links lead round in circles.
    public func statusIfPresent(of path: FilePath) throws(FileError) -> FileStatus? {
        try Self.ifPresent { () throws(FileError) in try status(of: path) }
    }

    /// What the path itself is: a link at its end is not followed.
    public func statusOfLink(_ path: FilePath) throws(FileError) -> FileStatus {
        let descriptor = try open(path, Resolution.pathOnly | O_NOFOLLOW)
        defer { descriptor.release() }
        do throws(Errno) { return try FileStatus.of(descriptor) } catch {
            throw FileError("inspect", path, error, root: self.path)
        }
    }

    /// Whether something is there, links followed.
    /// - Throws: where that cannot be seen: a folder above it may not be searched, or links lead round in circles.
    public func exists(_ path: FilePath) throws(FileError) -> Bool {
        try statusIfPresent(of: path) != nil
    }

    /// Whether something is there, if only a link that leads nowhere.
    /// - Throws: where that cannot be seen.
    public func hasEntry(_ path: FilePath) throws(FileError) -> Bool {
        try Self.ifPresent { () throws(FileError) in try statusOfLink(path) } != nil
    }

    /// Whether a directory is there, links followed.
    /// - Throws: where that cannot be seen.
    public func isDirectory(_ path: FilePath) throws(FileError) -> Bool {
        try statusIfPresent(of: path)?.kind == .directory
    }

    /// The whole content of a regular file; nil where there is none.
    /// - Throws: where there may be one, and it cannot be read.
    public func readIfPresent(
        _ path: FilePath, limit: Int = 16 << 20, until isEnough: ([UInt8], _ last: Int) -> Bool = { _, _ in false }
    ) throws(FileError) -> [UInt8]? {
        try Self.ifPresent { () throws(FileError) in try read(path, limit: limit, until: isEnough) }
    }

    /// What a look finds; nil where nothing is there.
    static func ifPresent<Result>(_ look: () throws(FileError) -> Result) throws(FileError) -> Result? {
        do throws(FileError) { return try look() } catch {
            guard error.isMissing else { throw error }
            return nil
        }
    }

    /// The text of a symbolic link, as it is written there.
    public func linkTarget(of path: FilePath) throws(FileError) -> FilePath {
        let link = try open(path, Resolution.pathOnly | O_NOFOLLOW)
        defer { link.release() }
        do throws(Errno) { return try FilePath(linkOf: link) } catch {
            throw FileError("read the link", path, error, root: self.path)
        }
    }

    /// Opens a path inside the root; the caller closes the descriptor.
    /// - Parameter flags: those of open(2); close-on-exec is added.
    func open(_ path: FilePath, _ flags: Int32) throws(FileError) -> FileDescriptor {
        do throws(Errno) {
            return try resolution.open(path, in: descriptor, flags: flags | O_CLOEXEC)
        } catch {
            throw error == .tooManySymbolicLinkLevels && flags & O_NOFOLLOW == 0
                ? FileError(code: .tooManyLinks, "open", path, error, root: self.path)
                : FileError("open", path, error, root: self.path)
        }
    }

    private func contents(
        of file: FileDescriptor, _ path: FilePath, expected: Int, limit: Int,
        until isEnough: ([UInt8], _ last: Int) -> Bool
    ) throws(FileError) -> [UInt8] {
        var bytes: [UInt8] = []
        var capacity = max(4096, min(expected, limit) + 1)
        do {
            while true {
                let count = bytes.count
                let chunk = try [UInt8](unsafeUninitializedCapacity: capacity) { buffer, filled in
                    filled = try file.read(into: UnsafeMutableRawBufferPointer(buffer))
                }
                if chunk.isEmpty { return bytes }
                if count == 0 { bytes = chunk } else { bytes += chunk }
                if bytes.count > limit { break }
                if isEnough(bytes, chunk.count) { return bytes }
                capacity = 65536
            }
        } catch {
            throw FileError("read", path, error as? Errno ?? .ioError, root: self.path)
        }
        throw FileError(code: .tooLarge(limit: limit), "read", path, root: self.path)
    }
}

extension FilePath {
    /// readlink(2) of an open link.
    init(linkOf link: FileDescriptor) throws(Errno) {
        var target = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
        try systemCall { readlinkat(link.rawValue, "", &target, target.count - 1) }
        self.init(platformString: target)
    }
}

extension FilePath.Component {
    /// A name of these bytes; nil where a path cannot have it.
    public init?(bytes: [UInt8]) {
        self.init(platformString: bytes.map { CChar(bitPattern: $0) } + [0])
    }

    /// The name's bytes: names need not be UTF-8.
    public var bytes: [UInt8] {
        withPlatformString { Array(UnsafeRawBufferPointer(start: $0, count: strlen($0))) }
    }
}
