public import NetworkManagerConfiguration
import Node
public import SystemPackage

/// Whether the running NetworkManager has seen the files that are on the disk.
///
/// It does not say when it last read them. What is certain: it read them when it started, and when `fix` had it reload,
/// which leaves a stamp. A file that was changed after both may have been read through a reload of somebody else's, or
/// not.
public struct ReloadState: Hashable, Sendable {
    /// Where `fix` notes the last reload; the file's own time counts.
    public static let stamp: FilePath = "/run/nmfence/reloaded"

    /// The file or directory that was changed last, where that was after the last known reading.
    public let newer: FilePath?

    /// Whether everything on the disk was there when the daemon last read it for certain.
    public var isCurrent: Bool { newer == nil }

    /// Compares times; where the time of the start is not known, nothing is claimed.
    public init(_ context: FenceContext, _ stack: ConfigurationStack) {
        guard let started = context.process?.started else {
            newer = nil
            return
        }
        let stamped = (try? context.root.status(of: Self.stamp))?.changed ?? 0
        let read = max(started, stamped)
        let options = stack.options
        let directories = [
            options.systemConfigDirectory, DaemonOptions.runtimeConfigDirectory, options.configDirectory,
        ]
        let files = stack.files.filter { $0.status != .ignored && $0.layer != .intern }.map(\.path)
        newer =
            (directories + files).compactMap { path -> (FilePath, Int64)? in
                guard let status = try? context.root.status(of: path), status.changed > read else { return nil }
                return (path, status.changed)
            }.max { $0.1 < $1.1 }?.0
    }
}
