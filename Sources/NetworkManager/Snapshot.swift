/// The daemon and its devices.
public struct Snapshot: Hashable, Sendable {
    /// The daemon.
    public let status: DaemonStatus
    /// Every device, sorted by name.
    public let devices: [Device]
}
