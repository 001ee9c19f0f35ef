public import Node
public import SystemPackage

/// The NetworkManager that is installed in a root, whether it runs or not.
public struct InstalledNetworkManager: Hashable, Sendable {
    /// Its version, such as `1.42.4`; nil where no file tells.
    public let version: String?
    /// The program; nil where it is not installed.
    public let program: FilePath?
    /// The settings plugins that there are files of, such as `ifupdown`; nil where their folder is not found or cannot
    /// be read.
    public let plugins: [String]?

    private static let programs: [FilePath] = ["/usr/sbin/NetworkManager", "/usr/bin/NetworkManager"]
    /// Folders that hold one folder for each library architecture, or the plugins themselves.
    private static let libraries: [FilePath] = ["/usr/lib", "/usr/lib64"]

    /// Looks for the program, and for the folder of its plugins, which bears the version as its name.
    public init(in root: RootDirectory) {
        // One that cannot be seen is not run: there is no second opinion then.
        program = Self.programs.first { (try? root.exists($0)) == true }
        let folder = Self.libraries.lazy.flatMap { library in
            [library] + Self.architectures(below: library, in: root)
        }.map { $0.appending("NetworkManager") }.compactMap { folder in
            Self.version(below: folder, in: root).map { (folder.appending($0), $0) }
        }.first
        version = folder?.1
        plugins = folder.flatMap { Self.plugins(in: $0.0, root) }
    }

    /// Multi-arch folders such as `/usr/lib/x86_64-linux-gnu`.
    private static func architectures(below library: FilePath, in root: RootDirectory) -> [FilePath] {
        let names = (try? root.entries(of: library)) ?? []
        // The triplet's second part: `x86_64-linux-gnu`. Bytes, since the characters of some hundred names take a
        // millisecond.
        return names.filter { name in
            name.string.utf8.split(separator: UInt8(ascii: "-")).dropFirst().first?.elementsEqual("linux".utf8) == true
        }.map { library.appending($0) }
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
        let names = (try? root.entries(of: folder)) ?? []
        return names.map(\.string).first { name in
            name.contains(".") && name.utf8.first.map { (0x30...0x39).contains($0) } == true
        }
    }
}
