public import Base
public import NetworkManager
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
    /// The same, where it is known when the daemon started and when each file was changed.
    public let isCertainlyCurrent: Answer

    /// What the running daemon shows of having read the files, where the times do not tell.
    public enum Appearance: Hashable, Sendable {
        /// An interface that would change if the daemon read them: its name, and how.
        case stale(String)
        /// Interfaces of Calico's are there, and all are as the files say.
        case current
        /// There is none that could show it.
        case silent
    }

    /// Looks at the present interfaces.
    /// - Parameter fence: the interfaces of Calico's.
    public static func appearance(of snapshot: Snapshot, _ fence: InterfaceFence, in context: FenceContext)
        -> Appearance
    {
        var isShown = false
        for device in snapshot.devices where device.isReal {
            let facts = InterfaceRecord(device.name, in: context.root).facts(live: device)
            let managed = context.policy.prediction(for: device.traits, facts: facts).afterReload.managed
            if device.isManaged, managed == .no {
                return .stale("\(device.name) is managed although the files exclude it")
            }
            // Another reason than the list, such as a release over the bus, outlives every reload.
            if !device.isManaged, managed != .no, device.stateReason == .unmanagedUserSettings {
                return .stale("\(device.name) is unmanaged by a list that is no longer in the files")
            }
            isShown = isShown || fence.contains(device.name)
        }
        return isShown ? .current : .silent
    }

    /// Compares times; where the time of the start is not known, nothing is claimed.
    public init(_ context: FenceContext, _ stack: ConfigurationStack) {
        guard let started = context.process?.started else {
            newer = nil
            isCertainlyCurrent = .unknown
            return
        }
        // Without a reload that is known, files that are newer than the start may not have been read. What is said of
        // them then is no more than that, whether there is no stamp or none that can be looked at.
        let stamped = (try? context.root.status(of: Self.stamp))?.changed ?? 0
        let read = max(started, stamped)
        let options = stack.options
        let directories = [
            options.systemConfigDirectory, DaemonOptions.runtimeConfigDirectory, options.configDirectory,
        ]
        let files = stack.files.filter { $0.status != .ignored && $0.layer != .intern }.map(\.path)
        var (last, isSeen): ((path: FilePath, changed: Int64)?, Bool) = (nil, true)
        for path in directories + files {
            do throws(FileError) {
                let changed = try context.root.status(of: path).changed
                if changed > max(read, last?.changed ?? read) { last = (path, changed) }
            } catch {
                // What is gone was not changed; what cannot be looked at may have been.
                if !error.isMissing { isSeen = false }
            }
        }
        newer = last?.path
        isCertainlyCurrent = last != nil ? .no : isSeen ? .yes : .unknown
    }
}
