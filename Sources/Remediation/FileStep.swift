import Node
import SystemPackage

/// Puts the files of a plan in place, and takes back those that it put.
struct FileStep {
    let root: RootDirectory
    private var done: [FileChange] = []
    private var madeDirectories: [FilePath] = []

    init(root: RootDirectory) {
        self.root = root
    }

    /// Makes one change; directories that are missing above it are made.
    mutating func apply(_ change: FileChange) throws(FileError) {
        guard change.action != .none else { return }
        try makeDirectories(above: change.path)
        do throws(FileError) { try put(change) } catch {
            // It may fail behind its effect: the name is there, and whether it is on the disk is not known.
            if error.errno != .fileExists, !isAsBefore(change) { done.append(change) }
            throw error
        }
        done.append(change)
    }

    /// Whether every file is as it was before.
    var isUntouched: Bool { done.isEmpty }

    /// Takes everything back, the last first.
    /// - Returns: what could not be taken back.
    mutating func undo() -> [FileError] {
        var failures: [FileError] = []
        while let change = done.popLast() {
            do throws(FileError) { try put(change.reversed) } catch { failures.append(error) }
        }
        while let path = madeDirectories.popLast() {
            guard let name = path.lastComponent else { continue }
            do throws(FileError) {
                try Directory(path.removingLastComponent(), in: root).removeDirectory(name)
            } catch {
                // One that is no longer empty stays; one that is gone is taken back.
                if error.errno != .directoryNotEmpty, !error.isMissing { failures.append(error) }
            }
        }
        return failures
    }

    /// What cannot be read is not known to be so.
    private func isAsBefore(_ change: FileChange) -> Bool {
        do throws(FileError) { return try root.storedFile(change.path) == change.old } catch { return false }
    }

    private func put(_ change: FileChange) throws(FileError) {
        guard let name = change.path.lastComponent else {
            throw FileError("write", change.path, .invalidArgument)
        }
        let file = AtomicFile(
            directory: try Directory(change.path.removingLastComponent(), in: root), name: name)
        guard let new = change.new else { return try file.remove() }
        if let twin = change.twin?.lastComponent, try file.directory.file(twin) == new {
            if change.old == nil {
                // Whatever came here meanwhile is somebody else's: the name is not taken from it.
                if try file.create(fromFileOf: twin) { return }
            } else if try file.replace(withFileOf: twin) {
                return
            }
        }
        try file.replace(with: new)
    }

    private mutating func makeDirectories(above path: FilePath) throws(FileError) {
        let directory = path.removingLastComponent()
        guard let name = directory.lastComponent, try !root.exists(directory) else { return }
        try makeDirectories(above: directory)
        try Directory(directory.removingLastComponent(), in: root)
            .makeDirectory(name, permissions: FilePermissions(rawValue: 0o755))
        madeDirectories.append(directory)
    }
}
