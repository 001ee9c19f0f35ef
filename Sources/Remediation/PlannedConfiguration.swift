import Fence
import NetworkManagerConfiguration
import Node
import SystemPackage

/// The configuration as it will be: the files of a node with the changes of a plan laid over them.
///
/// It reads each file and directory of the node once, so that a plan is made from one state of it however many changes
/// are tried, and notes what it has read, so that the plan knows what it was made from.
final class PlannedConfiguration: ConfigurationReader {
    private let root: RootDirectory
    /// Nil where a file goes.
    private var overlay: [FilePath: FileContents?] = [:]
    private var stored: [FilePath: StoredFile?] = [:]
    private var read: [FilePath: FileContents] = [:]
    private var listed: [FilePath: DirectoryListing] = [:]
    private(set) var inputs = PlanInputs()
    /// How many bytes NetworkManager would have read, each time that it was found out what it makes of them.
    private(set) var bytesRead = 0
    /// The largest file among them.
    private(set) var largest: (path: FilePath, size: Int)?

    init(_ root: RootDirectory) {
        self.root = root
    }

    /// Lays changes over the files, in place of those before.
    func lay(_ changes: [FileChange]) {
        overlay = Dictionary(changes.map { ($0.path, planned($0)) }, uniquingKeysWith: { _, last in last })
    }

    private func planned(_ change: FileChange) -> FileContents? {
        switch change.new?.content {
        case nil: nil
        case .bytes(let bytes): .regular(bytes)
        // It leads from its new name to where it led from the other.
        case .link: root.contents(of: change.twin ?? change.path)
        }
    }

    /// A file of the node as it is now, a link for itself; nil where there is none.
    func present(_ path: FilePath) throws(FileError) -> StoredFile? {
        if let known = stored[path] { return known }
        let file = try root.storedFile(path)
        stored[path] = .some(file)
        inputs.note(path, file)
        return file
    }

    /// Whether two paths are seen to name one and the same file: where one of them cannot be looked at, they are not,
    /// and neither is changed.
    func isSameFile(_ path: FilePath, _ other: FilePath) -> Bool {
        guard let one = try? root.statusOfLink(path), let two = try? root.statusOfLink(other) else { return false }
        return one.inode == two.inode && one.device == two.device
    }

    /// The bytes of a file of the node that is one itself and no link to one; nil where there is none, and for one that
    /// is too large to be nmfence's.
    func bytes(_ path: FilePath) throws(FileError) -> [UInt8]? {
        do throws(FileError) {
            guard try root.statusOfLink(path).kind == .regular else { return nil }
        } catch {
            guard error.isMissing else { throw error }
            return nil
        }
        switch present(contentsOf: path) {
        case .regular(let bytes): return bytes
        case .unreadable(let errno): throw FileError("read", root.outside(path), errno)
        case .missing, .notRegular, .tooLarge: return nil
        }
    }

    func entries(of directory: FilePath) -> DirectoryListing {
        let listing = present(entriesOf: directory)
        let laid = overlay.filter { $0.key.removingLastComponent() == directory }
        guard !laid.isEmpty else { return listing }
        var names: [FilePath.Component] = []
        switch listing {
        case .names(let present): names = present
        case .missing: break
        // What else is there is not known, whatever the plan adds.
        case .unreadable: return listing
        }
        for (path, contents) in laid {
            guard let name = path.lastComponent else { continue }
            names.removeAll { $0 == name }
            if contents != nil { names.append(name) }
        }
        return .names(names)
    }

    func contents(of path: FilePath) -> FileContents {
        let contents = present(contentsOf: path)
        if let planned = overlay[path] { return planned ?? .missing }
        if case .regular(let bytes) = contents { note(path, bytes.count) }
        return contents
    }

    private func present(contentsOf path: FilePath) -> FileContents {
        if let known = read[path] { return known }
        let contents = root.contents(of: path)
        read[path] = contents
        inputs.note(path, contents)
        return contents
    }

    private func present(entriesOf directory: FilePath) -> DirectoryListing {
        if let known = listed[directory] { return known }
        let listing: DirectoryListing = root.entries(of: directory)
        listed[directory] = listing
        inputs.note(directory, listing)
        return listing
    }

    private func note(_ path: FilePath, _ size: Int) {
        bytesRead += size
        if size > largest?.size ?? 0 { largest = (path, size) }
    }
}
