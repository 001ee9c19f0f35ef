import Fence
import NetworkManagerConfiguration
import Node
import SystemPackage

/// What a plan was computed from: each file and each directory that was read, by the digest of what was there.
public struct PlanInputs: Hashable, Sendable {
    private var files: [FilePath: Digest?] = [:]
    private var directories: [FilePath: Digest?] = [:]
    /// Those that a change touches: as they are, links for themselves.
    private var changed: [FilePath: StoredFile?] = [:]

    /// Notes what a file held.
    mutating func note(_ path: FilePath, _ contents: FileContents) {
        files[path] = .some(Self.digest(contents))
    }

    /// Notes what a path named that may be changed.
    mutating func note(_ path: FilePath, _ file: StoredFile?) {
        changed[path] = .some(file)
    }

    /// Notes which names a directory held.
    mutating func note(_ path: FilePath, _ listing: DirectoryListing) {
        directories[path] = .some(Self.digest(listing))
    }

    /// The first path that now holds something else; nil if there is none.
    func firstChange(in root: RootDirectory) -> FilePath? {
        let changed =
            files.filter { $0.value != Self.digest(root.contents(of: $0.key)) }.map(\.key)
            + directories.filter { $0.value != Self.digest(root.entries(of: $0.key)) }.map(\.key)
            + self.changed.filter { !Self.isThere($0.value, at: $0.key, in: root) }.map(\.key)
        return changed.min { $0.string < $1.string }
    }

    private static func isThere(_ file: StoredFile?, at path: FilePath, in root: RootDirectory) -> Bool {
        // What could be read before and cannot be now has changed.
        do throws(FileError) { return try root.storedFile(path) == file } catch { return false }
    }

    /// Nil for what is not there or cannot be read.
    private static func digest(_ contents: FileContents) -> Digest? {
        guard case .regular(let bytes) = contents else { return nil }
        return Digest(of: bytes)
    }

    private static func digest(_ listing: DirectoryListing) -> Digest? {
        guard case .names(let names) = listing else { return nil }
        return Digest(of: names.flatMap { $0.bytes + [0x0A] })
    }
}
