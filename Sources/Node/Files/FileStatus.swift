import Base
import Glibc
public import SystemPackage

/// What stat(2) says of a file, as far as this program asks.
public struct FileStatus: Hashable, Sendable {
    /// What the path names.
    public enum Kind: String, Hashable, Sendable {
        /// A regular file.
        case regular = "regular file"
        /// A directory.
        case directory
        /// A symbolic link that was not followed.
        case symbolicLink = "symbolic link"
        /// A named pipe.
        case pipe = "named pipe"
        /// A local socket.
        case socket
        /// A character or block device.
        case device
        /// Something this program does not know.
        case unknown = "file of an unknown type"
    }

    /// What the path names.
    public let kind: Kind
    /// Permission bits, without the kind.
    public let permissions: FilePermissions
    /// The owner's user id.
    public let owner: UInt32
    /// The owner's group id.
    public let group: UInt32
    /// Bytes; 0 for the files of /proc.
    public let size: Int
    /// The device that holds the file.
    public let device: UInt64
    /// The file's number on its device.
    public let inode: UInt64
    /// The last change of the content, in nanoseconds since 1970.
    public let modified: Int64

    /// The last change of anything about the file, its name and its mode too, in nanoseconds since 1970.
    public let changed: Int64

    init(_ status: stat) {
        kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .regular
            case S_IFDIR: .directory
            case S_IFLNK: .symbolicLink
            case S_IFIFO: .pipe
            case S_IFSOCK: .socket
            case S_IFCHR, S_IFBLK: .device
            default: .unknown
            }
        permissions = FilePermissions(rawValue: CInterop.Mode(status.st_mode & 0o7777))
        owner = status.st_uid
        group = status.st_gid
        size = Int(status.st_size)
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
        modified = Self.nanoseconds(status.st_mtim)
        changed = Self.nanoseconds(status.st_ctim)
    }

    private static func nanoseconds(_ time: timespec) -> Int64 {
        Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    /// fstat(2).
    static func of(_ descriptor: FileDescriptor) throws(Errno) -> FileStatus {
        var status = stat()
        try systemCall { fstat(descriptor.rawValue, &status) }
        return FileStatus(status)
    }
}
