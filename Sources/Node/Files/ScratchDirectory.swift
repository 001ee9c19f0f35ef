import Base
import Glibc
public import SystemPackage

/// A directory of this process's own that nobody else can enter, gone with the value.
public final class ScratchDirectory {
    /// The directory as a root: what is written in it is written through this.
    public let root: RootDirectory

    private var made: [FilePath] = []
    /// Released when all is removed.
    private let hold = Watchdog.Hold()

    /// Makes an empty directory below `parent`, which must exist on the host.
    public init(in parent: FilePath = "/tmp") throws(FileError) {
        var template = parent.appending("nmfence-XXXXXX").withPlatformString { pointer in
            Array(UnsafeBufferPointer(start: pointer, count: strlen(pointer) + 1))
        }
        do throws(Errno) { _ = try systemCall(neverNull: { mkdtemp(&template) }) } catch {
            throw FileError("create a temporary directory in", parent, error)
        }
        root = try RootDirectory(FilePath(platformString: template))
    }

    /// Makes an empty directory of this name below `parent`, over what a run left that was killed.
    ///
    /// One run at a time may use the name: whoever has the lock of the node.
    /// - Throws: also where somebody else's file or directory has the name.
    public init(_ name: FilePath.Component, in parent: FilePath) throws(FileError) {
        let host = try RootDirectory()
        try Self.clear(parent.appending(name), in: host)
        try Directory(parent, in: host).makeDirectory(name, permissions: FilePermissions(rawValue: 0o700))
        root = try RootDirectory(parent.appending(name))
    }

    /// Removes a directory that nobody else can enter, with all that is in it.
    private static func clear(_ path: FilePath, in host: RootDirectory) throws(FileError) {
        let status: FileStatus
        do throws(FileError) { status = try host.statusOfLink(path) } catch {
            guard error.isMissing else { throw error }
            return
        }
        guard status.kind == .directory, status.owner == geteuid(),
            status.permissions.isDisjoint(with: [.groupReadWriteExecute, .otherReadWriteExecute])
        else { throw FileError("clear", path, .notPermitted) }
        try remove("/", in: RootDirectory(path))
        do throws(Errno) { try systemCall { path.withPlatformString { rmdir($0) } } } catch {
            throw FileError("remove", path, error)
        }
    }

    /// What is in a directory. A link is removed, and what it leads to stays.
    private static func remove(_ path: FilePath, in root: RootDirectory) throws(FileError) {
        let directory = try Directory(path, in: root)
        for name in try root.entries(of: path) {
            guard try directory.status(of: name)?.kind == .directory else {
                try directory.remove(name)
                continue
            }
            try remove(path.appending(name), in: root)
            try directory.removeDirectory(name)
        }
    }

    deinit {
        for path in made.reversed() {
            let outside = root.outside(path)
            _ = outside.withPlatformString { Glibc.remove($0) }
        }
        _ = root.path.withPlatformString { rmdir($0) }
    }

    /// Makes a directory.
    /// - Returns: the path for programs on the host.
    public func makeDirectory(_ name: FilePath.Component) throws(FileError) -> FilePath {
        try Directory("/", in: root).makeDirectory(name, permissions: FilePermissions(rawValue: 0o700))
        made.append(FilePath(root: "/", [name]))
        return root.path.appending(name)
    }

    /// Writes a file.
    /// - Returns: the path for programs on the host.
    @discardableResult
    public func write(
        _ contents: [UInt8], to name: FilePath.Component, in directory: FilePath = "/"
    ) throws(FileError) -> FilePath {
        let path = directory.appending(name)
        made.append(path)
        try Directory(directory, in: root)
            .create(name, contents, permissions: FilePermissions(rawValue: 0o600), isDurable: false)
        return root.outside(path)
    }
}
