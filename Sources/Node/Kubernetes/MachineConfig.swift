import FoundationEssentials
public import SystemPackage

/// The configuration that OpenShift's machine config operator holds a node to: a file of it that is changed by somebody
/// else makes the node Degraded.
public struct MachineConfig: Hashable, Sendable {
    /// Where the operator's daemon keeps it on the node.
    public static let path: FilePath = "/etc/machine-config-daemon/currentconfig"
    /// The most that is read: it holds every file of the node, certificates too.
    private static let limit = 64 << 20

    /// The files that it owns; nil where it cannot be understood.
    private let paths: Set<String>?

    /// Reads it; nil on a node that is not OpenShift's.
    public init?(in root: RootDirectory) throws(FileError) {
        guard let bytes = try root.readIfPresent(Self.path, limit: Self.limit) else { return nil }
        let document = try? JSONDecoder().decode(Document.self, from: Data(bytes))
        paths = document.map { Set(($0.spec?.config?.storage?.files ?? []).map(\.path)) }
    }

    /// Whether a file is the operator's; nil where that cannot be told.
    public func owns(_ path: FilePath) -> Bool? { paths.map { $0.contains(path.string) } }

    private struct Document: Decodable {
        struct Specification: Decodable { var config: Ignition? }
        struct Ignition: Decodable { var storage: Storage? }
        struct Storage: Decodable { var files: [File]? }
        struct File: Decodable { var path: String }
        var spec: Specification?
    }
}
