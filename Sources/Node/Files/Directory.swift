import Base
import CLinux
import Glibc
public import SystemPackage

/// A directory of the node that is about to be changed, held open so that nobody can swap it for another in between.
///
/// Every name is looked up in the open directory itself and no link is followed. Nothing here is atomic by itself
/// except
/// `rename`; `AtomicFile` puts the steps in the order that makes them so.
public final class Directory {
    /// The path inside the root.
    public let path: FilePath
    let root: FilePath
    let descriptor: FileDescriptor

    /// Opens a directory inside a root.
    public init(_ path: FilePath, in root: RootDirectory) throws(FileError) {
        self.path = path
        self.root = root.path
        descriptor = try root.open(path, O_RDONLY | O_DIRECTORY)
    }

    deinit {
        descriptor.release()
    }

    /// What a name stands for, a link for itself; nil where there is nothing.
    public func status(of name: FilePath.Component) throws(FileError) -> FileStatus? {
        var status = stat()
        do throws(FileError) {
            try call("inspect", name) { fstatat(descriptor.rawValue, $0, &status, AT_SYMLINK_NOFOLLOW) }
            return FileStatus(status)
        } catch {
            guard error.isMissing else { throw error }
            return nil
        }
    }

    /// Who owns this directory and what may be done in it.
    public func status() throws(FileError) -> FileStatus {
        do throws(Errno) { return try FileStatus.of(descriptor) } catch {
            throw FileError("inspect", path, error, root: root)
        }
    }

    /// Writes a file that must not exist yet and waits until its content is on the disk.
    ///
    /// - Parameters:
    ///   - securityContext: the SELinux context to give it; nil leaves it what the directory's policy says.
    ///   - isDurable: false for a file that is of no use after a crash: nothing is waited for.
    public func create(
        _ name: FilePath.Component, _ contents: [UInt8], permissions: FilePermissions, securityContext: [UInt8]? = nil,
        isDurable: Bool = true
    ) throws(FileError) {
        let raw = try call("create", name) {
            openat(
                descriptor.rawValue, $0, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, permissions.rawValue)
        }
        let file = FileDescriptor(rawValue: raw)
        defer { file.release() }
        // Not left to the umask: a file that NetworkManager or an auditor cannot read would be as bad as none.
        try call("set the mode of", name) { _ in fchmod(raw, permissions.rawValue) }
        if let securityContext {
            try call("set the security context of", name) { _ in
                securityContext.withUnsafeBytes {
                    nmfence_fsetxattr(raw, Self.securityAttribute, $0.baseAddress, $0.count)
                }
            }
        }
        do { try file.writeAll(contents) } catch {
            throw FileError("write", path.appending(name), error as? Errno ?? .ioError, root: root)
        }
        if isDurable { try call("write", name) { _ in fsync(raw) } }
    }

    /// Opens a file for reading and writing, made empty where it is not there; a link is not followed, a pipe not
    /// waited for.
    func openOrCreate(_ name: FilePath.Component, permissions: FilePermissions) throws(FileError) -> FileDescriptor {
        FileDescriptor(
            rawValue: try call("create", name) {
                openat(
                    descriptor.rawValue, $0, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC,
                    permissions.rawValue)
            })
    }

    /// Gives a file another name in the same directory, in one step, over whatever had it before.
    public func rename(_ old: FilePath.Component, to new: FilePath.Component) throws(FileError) {
        try call("replace", new) { to in
            old.withPlatformString { from in renameat(descriptor.rawValue, from, descriptor.rawValue, to) }
        }
    }

    /// Removes a file or a link; nothing is done where there is none.
    public func remove(_ name: FilePath.Component) throws(FileError) {
        do throws(FileError) { try call("remove", name) { unlinkat(descriptor.rawValue, $0, 0) } } catch {
            guard error.isMissing else { throw error }
        }
    }

    /// Makes an empty directory.
    ///
    /// Whoever may write here can put something else in its place at once. So it is opened without following a link,
    /// and what was opened is changed, if it can be what was made.
    public func makeDirectory(_ name: FilePath.Component, permissions: FilePermissions) throws(FileError) {
        try call("create", name) { mkdirat(descriptor.rawValue, $0, permissions.rawValue) }
        let raw = try call("open", name) {
            openat(descriptor.rawValue, $0, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        }
        defer { close(raw) }
        var made = stat()
        try call("inspect", name) { _ in fstat(raw, &made) }
        let present = FilePermissions(rawValue: made.st_mode & 0o777)
        guard present != permissions else { return }
        // The umask takes rights away and gives none. It is not left to decide, as with a file.
        guard made.st_uid == geteuid(), present.isSubset(of: permissions) else {
            throw FileError("set the mode of", path.appending(name), .permissionDenied, root: root)
        }
        // A group that is handed down to what is made in a directory is handed down with its sign.
        let mode = permissions.rawValue | made.st_mode & S_ISGID
        try call("set the mode of", name) { _ in fchmod(raw, mode) }
    }

    /// Removes an empty directory.
    public func removeDirectory(_ name: FilePath.Component) throws(FileError) {
        try call("remove", name) { unlinkat(descriptor.rawValue, $0, AT_REMOVEDIR) }
    }

    /// Asks whether names could be added and removed here; nothing is.
    /// - Throws: what it would fail with: a right, a file system that is read-only, a directory that only grows.
    public func checkWritable() throws(FileError) {
        try call("write in") { nmfence_faccessat(descriptor.rawValue, ".", W_OK | X_OK) }
        // Where it cannot be told, the change finds out.
        guard nmfence_is_append_only(descriptor.rawValue) != 1 else {
            throw FileError("replace files in the append-only directory", path, .notPermitted, root: root)
        }
    }

    /// Waits until the names themselves are on the disk.
    public func synchronize() throws(FileError) {
        try call("write") { fsync(descriptor.rawValue) }
    }

    /// Takes the lock of this directory for as long as it stays open.
    ///
    /// The directory is locked and not a file in it: nothing is left behind by a process that is killed.
    /// - Returns: false where another process has it.
    public func tryLock() throws(FileError) -> Bool {
        do throws(FileError) {
            try call("lock") { flock(descriptor.rawValue, LOCK_EX | LOCK_NB) }
            return true
        } catch {
            guard error.errno == .wouldBlock else { throw error }
            return false
        }
    }

    /// The SELinux context of a file; nil where the system has none.
    public func securityContext(of name: FilePath.Component) -> [UInt8]? {
        let raw = name.withPlatformString {
            openat(descriptor.rawValue, $0, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        }
        guard raw >= 0 else { return nil }
        defer { close(raw) }
        var context = [UInt8](repeating: 0, count: 4096)
        let length = nmfence_fgetxattr(raw, Self.securityAttribute, &context, context.count)
        return length > 0 ? Array(context.prefix(length)) : nil
    }

    private static let securityAttribute = "security.selinux"

    /// A system call about a name in this directory.
    @discardableResult
    func call<Result: SignedInteger>(
        _ operation: String, _ name: FilePath.Component, _ body: (UnsafePointer<CChar>) -> Result
    ) throws(FileError) -> Result {
        do throws(Errno) { return try systemCall { name.withPlatformString(body) } } catch {
            throw FileError(operation, path.appending(name), error, root: root)
        }
    }

    /// A system call about this directory itself.
    private func call(_ operation: String, _ body: () -> Int32) throws(FileError) {
        do throws(Errno) { try systemCall(body) } catch { throw FileError(operation, path, error, root: root) }
    }
}
