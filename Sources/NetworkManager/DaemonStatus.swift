/// What NetworkManager says of itself, as of one moment.
public struct DaemonStatus: Hashable, Sendable {
    /// Its version; nil where it says something that is none.
    public let version: DaemonVersion?
    /// Whether it is still starting up: devices may not have their final state yet.
    public let isStartingUp: Bool
    /// False after `nmcli networking off`: every device is then unmanaged, whatever the configuration says.
    public let isNetworkingEnabled: Bool
    /// What it is doing as a whole.
    public let state: DaemonState

    /// Whether every device is unmanaged because NetworkManager sleeps, or networking is off.
    public var isAsleep: Bool { state == .asleep || !isNetworkingEnabled }
}
