import Fence
import NetworkManagerConfiguration
import Node
import SystemPackage

/// What was read for a plan, or for what is claimed of one: each file, by the digest of what was there, and each
/// directory.
public struct PlanInputs: Hashable, Sendable {
    /// With the digest in the place of a file's bytes.
    private var files: [FilePath: FileContents] = [:]
    private var directories: [FilePath: DirectoryListing] = [:]
    /// Those that a change touches: as they are, links for themselves.
    private var changed: [FilePath: StoredFile?] = [:]

    /// Notes what a file held.
    mutating func note(_ path: FilePath, _ contents: FileContents) {
        files[path] = Self.digest(contents)
    }

    /// Notes what a path named that may be changed.
    mutating func note(_ path: FilePath, _ file: StoredFile?) {
        changed[path] = .some(file)
    }

    /// Notes which names a directory held.
    mutating func note(_ path: FilePath, _ listing: DirectoryListing) {
        directories[path] = Self.sorted(listing)
    }

    /// The first path that now holds something else; nil if there is none.
    func firstChange(in root: RootDirectory) -> FilePath? {
        let changed =
            files.filter { $0.value != Self.digest(root.contents(of: $0.key)) }.map(\.key)
            + directories.filter { $0.value != Self.sorted(root.entries(of: $0.key)) }.map(\.key)
            + self.changed.filter { !Self.isThere($0.value, at: $0.key, in: root) }.map(\.key)
        return changed.min { $0.string < $1.string }
    }

    private static func isThere(_ file: StoredFile?, at path: FilePath, in root: RootDirectory) -> Bool {
        // What could be read before and cannot be now has changed.
        do throws(FileError) { return try root.storedFile(path) == file } catch { return false }
    }

    private static func digest(_ contents: FileContents) -> FileContents {
        guard case .regular(let bytes) = contents else { return contents }
        return .regular(Array(Digest(of: bytes).description.utf8))
    }

    /// A file system gives names in an order of its own.
    private static func sorted(_ listing: DirectoryListing) -> DirectoryListing {
        guard case .names(let names) = listing else { return listing }
        return .names(names.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) })
    }
}
