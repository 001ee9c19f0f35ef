import Base
internal import DBus

/// Changes of what decides about devices, as a daemon tells them: states, `Managed`, the end of its start, its own end.
struct StateChanges: ~Copyable {
    private let signals: Subscription

    /// Follows them from now on.
    init(of daemon: Daemon, by deadline: Deadline) throws(BusError) {
        signals = try daemon.connection.subscribe(
            to: MatchRule(
                sender: daemon.owner, path: "/org/freedesktop/NetworkManager/Devices", includesDescendants: true,
                interface: .properties, member: "PropertiesChanged", firstArgument: Daemon.deviceInterface.text),
            MatchRule(
                sender: daemon.owner, path: Daemon.managerPath, interface: .properties, member: "PropertiesChanged",
                firstArgument: Daemon.managerInterface.text),
            MatchRule(
                sender: .bus, interface: .bus, member: "NameOwnerChanged", firstArgument: daemon.owner.text),
            by: deadline)
    }

    /// Waits for a change, and takes with it those that have come as well.
    ///
    /// - Returns: False where none came before the deadline. One that has passed makes it look at what has arrived.
    func hasCome(by deadline: Deadline) throws(BusError) -> Bool {
        var hasCome = false
        while let signal = try signals.next(by: hasCome ? Deadline(after: .zero) : deadline) {
            if try Self.matters(signal) { hasCome = true }
        }
        return hasCome
    }

    private static func matters(_ signal: Message) throws(BusError) -> Bool {
        guard signal.interface == .properties else { return true }
        var reader = signal.reader
        let isDevice = try reader.read(String.self) == Daemon.deviceInterface.text
        var matters = false
        try reader.forEachEntry { (name, _) throws(BusError) in
            matters = matters || (isDevice ? name == "Managed" || name == "StateReason" : name == "Startup")
        }
        return matters
    }
}
