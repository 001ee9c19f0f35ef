public import Base
import FoundationEssentials
public import SystemPackage

/// The configuration that OpenShift's machine config operator holds a node to: a file of it that is changed by somebody
/// else makes the node Degraded.
public struct MachineConfig: Hashable, Sendable {
    /// Where the operator's daemon keeps it on the node.
    public static let path: FilePath = "/etc/machine-config-daemon/currentconfig"
    /// The most that is read: it holds every file of the node, certificates too.
    private static let limit = 64 << 20

    /// The files that it owns, or what the parser says of it.
    private let paths: Result<Set<String>, Unreadable>

    private struct Unreadable: Error, Hashable { let reason: String }

    /// Reads it; nil on a node that is not OpenShift's.
    public init?(in root: RootDirectory) throws(FileError) {
        guard let bytes = try root.readIfPresent(Self.path, limit: Self.limit) else { return nil }
        do {
            let document = try JSONDecoder().decode(Document.self, from: Data(bytes))
            paths = .success(Set((document.spec?.config?.storage?.files ?? []).map(\.path)))
        } catch {
            paths = .failure(Unreadable(reason: (error as? DecodingError)?.reason ?? "\(error)"))
        }
    }

    /// Whether a file is the operator's.
    public func owns(_ path: FilePath) -> ReasonedAnswer<String> {
        switch paths {
        case .success(let paths): ReasonedAnswer(paths.contains(path.string))
        case .failure(let error): .unknown(error.reason)
        }
    }

    private struct Document: Decodable {
        struct Specification: Decodable { var config: Ignition? }
        struct Ignition: Decodable { var storage: Storage? }
        struct Storage: Decodable { var files: [File]? }
        struct File: Decodable { var path: String }
        var spec: Specification?
    }
}
