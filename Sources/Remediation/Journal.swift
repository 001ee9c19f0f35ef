import Node
import SystemPackage

/// What a later run must know of an earlier one, in `/run/nmfence`: it ends with the machine, as the running daemon
/// does.
///
/// A run that is killed between the new file and the proof leaves the mark, and the next one makes the reload and the
/// proof good. The time of the last reload tells whether NetworkManager has seen the files on the disk, which it does
/// not say itself.
struct Journal {
    static let directory: FilePath = "/run/nmfence"
    private static let pending: FilePath.Component = "pending"
    private static let reloaded: FilePath.Component = "reloaded"

    /// The root of the node.
    let root: RootDirectory

    /// Whether a run did not come to its end; so, too, where that cannot be seen: one reload more does no harm.
    var isPending: Bool { (try? root.exists(Self.directory.appending(Self.pending))) ?? true }

    /// Notes that the files are about to be changed.
    func begin() throws(FileError) {
        if try !root.exists(Self.directory) {
            try Directory("/run", in: root).makeDirectory("nmfence", permissions: FilePermissions(rawValue: 0o755))
        }
        try AtomicFile(directory: Directory(Self.directory, in: root), name: Self.pending).replace(with: [])
    }

    /// Notes that the node is as it was, or as it is to be.
    /// - Parameter reloaded: whether the running daemon has read the files.
    func end(reloaded: Bool) throws(FileError) {
        let directory = try Directory(Self.directory, in: root)
        if reloaded { try AtomicFile(directory: directory, name: Self.reloaded).replace(with: []) }
        try AtomicFile(directory: directory, name: Self.pending).remove()
    }
}
