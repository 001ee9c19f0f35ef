public import SystemPackage

/// Where configuration is read from: a root directory, an image, or a test's table of files.
///
/// This module does no input of its own. Paths are absolute, as NetworkManager would spell them; whoever reads resolves
/// them (and their symbolic links) inside its root, and decides how large a file may be.
public protocol ConfigurationReader {
    /// The names in a directory, in any order.
    func entries(of directory: FilePath) -> DirectoryListing

    /// What opening a path gives, symbolic links followed.
    func contents(of path: FilePath) -> FileContents
}

/// What reading a directory gave.
public enum DirectoryListing: Hashable, Sendable {
    /// The names, raw, without `.` and `..`.
    case names([FilePath.Component])
    /// No such directory.
    case missing
    /// It could not be read. Missing permission means that the answer is unknown here, not that there is nothing.
    case unreadable(Errno)
}

/// What opening a file gave.
public enum FileContents: Hashable, Sendable {
    /// A regular file's bytes.
    case regular([UInt8])
    /// Nothing there; also a dangling symbolic link.
    case missing
    /// Something that is no regular file: the word for it ("directory", "character device", …).
    case notRegular(String)
    /// It could not be opened or read. Missing permission means unknown here: NetworkManager runs as root.
    case unreadable(Errno)
    /// Larger than the reader is willing to take in: unknown here, though NetworkManager would read it.
    case tooLarge
}
