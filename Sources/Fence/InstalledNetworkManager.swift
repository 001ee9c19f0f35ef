public import Node
public import SystemPackage

/// The NetworkManager that is installed in a root, whether it runs or not.
///
/// Each fact is looked for when somebody asks first: a run that meets a daemon on the bus needs none of them.
public final class InstalledNetworkManager {
    private let root: RootDirectory

    /// The program; nil where it is not installed.
    public private(set) lazy var program: FilePath? = Self.programs.first { path in
        // One that cannot be seen is not run: there is no second opinion then.
        (try? root.exists(path)) == true
    }

    /// Whether the program is there.
    /// - Throws: where one of the places of the program cannot be looked at, and it is at none of the others before.
    public func hasProgram() throws(FileError) -> Bool {
        for path in Self.programs where try root.exists(path) { return true }
        return false
    }

    /// Its version, such as `1.42.4`; nil where no file tells.
    public var version: String? { folder?.version }

    /// The settings plugins that there are files of, such as `ifupdown`; nil where their folder is not found or cannot
    /// be read.
    public private(set) lazy var plugins: [String]? = folder.flatMap { Self.plugins(in: $0.path, root) }

    /// The folder of its plugins, which bears the version as its name.
    private lazy var folder = Self.folder(in: root)

    private static let programs: [FilePath] = ["/usr/sbin/NetworkManager", "/usr/bin/NetworkManager"]
    /// What is installed in a root.
    public init(in root: RootDirectory) {
        self.root = root
    }

    private static func folder(in root: RootDirectory) -> (path: FilePath, version: String)? {
        for parent in root.libraryFolders {
            let folder = parent.appending("NetworkManager")
            if let version = version(below: folder, in: root) { return (folder.appending(version), version) }
        }
        return nil
    }

    /// `libnm-settings-plugin-ifupdown.so` and its likes.
    private static func plugins(in folder: FilePath, _ root: RootDirectory) -> [String]? {
        let names: [FilePath.Component]
        // What cannot be read is not known, which is what nil says.
        do throws(FileError) { names = try root.entries(of: folder) } catch { return nil }
        let (prefix, suffix) = ("libnm-settings-plugin-", ".so")
        return names.map(\.string).filter { $0.hasPrefix(prefix) && $0.hasSuffix(suffix) }
            .map { String($0.dropFirst(prefix.count).dropLast(suffix.count)) }
    }

    private static func version(below folder: FilePath, in root: RootDirectory) -> String? {
        // A folder that cannot be read tells no version, as one without it.
        let names = (try? root.entries(of: folder)) ?? []
        return names.map(\.string).first { name in
            name.contains(".") && name.utf8.first.map { (0x30...0x39).contains($0) } == true
        }
    }
}
