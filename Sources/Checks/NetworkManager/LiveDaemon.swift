import DBus
public import NetworkManager

/// What the running NetworkManager says, or why it says nothing.
public enum LiveDaemon {
    /// It was not asked: the reason in words.
    case notAsked(String)
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

    /// Asks once.
    static func ask(at address: BusAddress, by deadline: Deadline, trace: Connection.Trace?) -> LiveDaemon {
        do throws(DaemonError) {
            let daemon = try Daemon(at: address, by: deadline, trace: trace)
            return .running(try daemon.snapshot(by: deadline), daemon)
        } catch {
            return [.notRunning, .busUnavailable, .stopped].contains(error.code) ? .absent(error) : .unreachable(error)
        }
    }
}

extension Device {
    /// Whether NetworkManager configures the device itself, or waits for a chance to: such a device loses its addresses and its
    /// link when it becomes unmanaged by a reload, as seen on 1.18 to 1.58.
    ///
    /// One that is only "connected (externally)" is left as it is. Before 1.26 nobody can see the difference, and it is taken
    /// to be driven: releasing it then is harmless.
    public var isDriven: Bool {
        isManaged && state >= .unavailable && isExternallyConnected != true
    }

    /// The state in the words of `nmcli device`.
    public var stateInWords: String {
        switch state {
        case .activated: isExternallyConnected == true ? "connected (externally)" : "connected"
        default: state.description
        }
    }
}
