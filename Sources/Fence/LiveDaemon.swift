import Base
import DBus
public import NetworkManager

/// What the running NetworkManager says, or why it says nothing.
public enum LiveDaemon {
    /// It was not asked: the reason in words.
    case notAsked(String)
    /// There may be a bus, and it cannot be looked for: why.
    case hidden(String)
    /// The one on the bus does not see the files of this root: which, in words.
    case foreign(String)
    /// There is none running, or no bus on which one could be.
    case absent(DaemonError)
    /// It or the bus is there and gave no answer that can be used.
    case unreachable(DaemonError)
    /// It answered.
    case running(Snapshot, Daemon)

    /// What it said, where it said something.
    public var snapshot: Snapshot? {
        if case .running(let snapshot, _) = self { snapshot } else { nil }
    }

    /// The daemon that answered, on the connection over which it did; nil where none did.
    public var daemon: Daemon? {
        if case .running(_, let daemon) = self { daemon } else { nil }
    }

    /// Asks the daemon that is there, or comes.
    static func ask(_ search: DaemonSearch, by deadline: Deadline) -> LiveDaemon {
        do throws(DaemonError) {
            return try Waiting.for("NetworkManager to answer", by: deadline) { () throws(DaemonError) in
                try search.asking(by: deadline) { (daemon) throws(DaemonError) in
                    search.isForeign(daemon)
                        ? .foreign(
                            "the NetworkManager on this bus belongs to another root or mount namespace and does not "
                                + "read these files; use --offline, or --bus with the right bus")
                        : .running(try daemon.firstSnapshot(by: deadline), daemon)
                }
            }
        } catch {
            return [.notRunning, .busUnavailable, .stopped].contains(error.code) ? .absent(error) : .unreachable(error)
        }
    }

    /// The same daemon when it has decided about its devices: right after its start what it says of them changes by
    /// itself.
    func settled(_ search: DaemonSearch, by deadline: Deadline) -> LiveDaemon {
        guard case .running(let snapshot, let daemon) = self, snapshot.status.isStartingUp else { return self }
        let limit = deadline.capped(at: Daemon.startAllowance)
        do throws(DaemonError) {
            let snapshot = try Waiting.for("NetworkManager to finish its start", by: limit) { () throws(DaemonError) in
                try daemon.settledSnapshot(within: limit, by: deadline) { _ in true }
            }
            return .running(snapshot, daemon)
        } catch {
            guard error.isLoss, !deadline.hasPassed else { return .unreachable(error) }
            return Self.ask(search, by: deadline).settled(search, by: deadline)
        }
    }
}

extension Snapshot {
    /// Whether NetworkManager drives a device, or may at any moment: while it starts, it may not have come to it yet.
    public func mayDrive(_ device: Device) -> Bool {
        device.isReal && (device.isDriven || status.isStartingUp)
    }
}

extension Device {
    /// Whether NetworkManager configures the device itself, or waits for a chance to: such a device loses its addresses
    /// and its link when it becomes unmanaged by a reload, as seen on 1.18 to 1.58.
    ///
    /// One that is only "connected (externally)" is left as it is. Before 1.26 nobody can see the difference, and it is
    /// taken to be driven: releasing it then is harmless.
    public var isDriven: Bool {
        isManaged && state >= .unavailable && isExternallyConnected != true
    }

    /// Whether it is managed, with what NetworkManager adds: `unmanaged (reason removed)`.
    public var standing: String {
        let state = isManaged || state != .unmanaged ? ", \(stateInWords)" : ""
        let reason = stateReason == .none ? "" : " (reason \(stateReason))"
        return (isManaged ? "managed" : "unmanaged") + state + reason
    }

    /// The state in the words of `nmcli device`.
    public var stateInWords: String {
        switch state {
        case .activated: isExternallyConnected == true ? "connected (externally)" : "connected"
        default: state.description
        }
    }
}
