/// The daemon and its devices.
public struct Snapshot: Hashable, Sendable {
    /// How the devices are asked for.
    public enum Method: Hashable, Sendable {
        /// One call that returns every property of every object: one moment, one round trip, many bytes.
        case managedObjects
        /// One call per device and interface, many of them under way at once: fewer bytes, more messages, and not quite
        /// one moment.
        case pipelined
    }

    /// The daemon.
    public let status: DaemonStatus
    /// Every device, sorted by name.
    public let devices: [Device]
}
