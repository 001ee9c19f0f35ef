import Fence
import NetworkManagerConfiguration
import Node
import SystemPackage

/// The configuration as it will be: the files of a node with the changes of a plan laid over them.
///
/// It notes what it reads of the node, so that a plan knows what it was made from.
final class PlannedConfiguration: ConfigurationReader {
    private let root: RootDirectory
    private var overlay: [FilePath: [UInt8]?] = [:]
    private(set) var inputs = PlanInputs()

    init(_ root: RootDirectory) {
        self.root = root
    }

    /// Lays changes over the files, in place of those before.
    func lay(_ changes: [FileChange]) {
        overlay = Dictionary(changes.map { ($0.path, $0.after) }, uniquingKeysWith: { _, last in last })
    }

    /// A file of the node as it is now; nil where there is none.
    func present(_ path: FilePath) -> [UInt8]? {
        let contents = root.contents(of: path)
        inputs.note(path, contents)
        guard case .regular(let bytes) = contents else { return nil }
        return bytes
    }

    /// Whether a file of the node is one itself, and not a link to one.
    func isRegular(_ path: FilePath) -> Bool { (try? root.statusOfLink(path))?.kind == .regular }

    func entries(of directory: FilePath) -> DirectoryListing {
        let listing: DirectoryListing = root.entries(of: directory)
        inputs.note(directory, listing)
        let laid = overlay.filter { $0.key.removingLastComponent() == directory }
        guard !laid.isEmpty else { return listing }
        var names: [FilePath.Component] = []
        if case .names(let present) = listing { names = present }
        for (path, contents) in laid {
            guard let name = path.lastComponent else { continue }
            names.removeAll { $0 == name }
            if contents != nil { names.append(name) }
        }
        return .names(names)
    }

    func contents(of path: FilePath) -> FileContents {
        let contents = root.contents(of: path)
        inputs.note(path, contents)
        if let laid = overlay[path] { return laid.map { .regular($0) } ?? .missing }
        return contents
    }
}
