public import Node
public import SystemPackage

/// The NetworkManager that is installed in a root, whether it runs or not.
public struct InstalledNetworkManager: Hashable, Sendable {
    /// Its version, such as `1.42.4`; nil where no file tells.
    public let version: String?
    /// The program; nil where it is not installed.
    public let program: FilePath?

    private static let programs: [FilePath] = ["/usr/sbin/NetworkManager", "/usr/bin/NetworkManager"]
    /// Folders that hold one folder for each library architecture, or the plugins themselves.
    private static let libraries: [FilePath] = ["/usr/lib", "/usr/lib64"]

    /// Looks for the program, and for the folder of its plugins, which bears the version as its name.
    public init(in root: RootDirectory) {
        program = Self.programs.first { root.exists($0) }
        version =
            Self.libraries.lazy.flatMap { library in
                [library] + Self.architectures(below: library, in: root)
            }.compactMap { Self.version(below: $0.appending("NetworkManager"), in: root) }.first
    }

    /// Multi-arch folders such as `/usr/lib/x86_64-linux-gnu`.
    private static func architectures(below library: FilePath, in root: RootDirectory) -> [FilePath] {
        let names = (try? root.entries(of: library)) ?? []
        // The triplet's second part: `x86_64-linux-gnu`.
        return names.filter { $0.string.split(separator: "-").dropFirst().first == "linux" }
            .map { library.appending($0) }
    }

    private static func version(below folder: FilePath, in root: RootDirectory) -> String? {
        let names = (try? root.entries(of: folder)) ?? []
        return names.map(\.string).first { name in
            name.contains(".") && name.utf8.first.map { (0x30...0x39).contains($0) } == true
        }
    }
}
