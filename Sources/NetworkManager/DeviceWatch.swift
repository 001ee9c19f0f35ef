public import Base
public import DBus

/// What NetworkManager says of a device while it is followed.
public struct WatchedDevice: Hashable, Sendable {
    /// Its object on the bus.
    public let path: ObjectPath
    /// The interface's name.
    public fileprivate(set) var name: String
    /// Whether NetworkManager manages it.
    public fileprivate(set) var isManaged: Bool
    /// What it is doing.
    public fileprivate(set) var state: DeviceState
    /// Why.
    public fileprivate(set) var stateReason: DeviceStateReason

    init(_ device: Device) {
        path = device.path
        name = device.name
        isManaged = device.isManaged
        state = device.state
        stateReason = device.stateReason
    }
}

/// The devices of one daemon, followed from a first look on: nothing that changes behind that look is missed.
public struct DeviceWatch: ~Copyable {
    /// What happened.
    public enum Event: Hashable, Sendable {
        /// A device came.
        case added(WatchedDevice)
        /// A device went.
        case removed(WatchedDevice)
        /// What is said of a device changed.
        case changed(WatchedDevice, wasManaged: Bool)
        /// The daemon is gone.
        case lost
    }

    /// The devices as of now.
    public private(set) var devices: [ObjectPath: WatchedDevice]
    private let daemon: Daemon
    private let signals: Subscription
    /// The longest that the daemon may take to say what a new device is.
    private static let patience = Duration.seconds(10)
    private static let subject = "following NetworkManager's devices"

    /// Subscribes first, and looks then.
    public init(of daemon: Daemon, by deadline: Deadline) throws(DaemonError) {
        let signals: Subscription
        do throws(BusError) {
            signals = try daemon.connection.subscribe(
                to: MatchRule(
                    sender: daemon.owner, path: "/org/freedesktop/NetworkManager/Devices", includesDescendants: true,
                    interface: .properties, member: "PropertiesChanged", firstArgument: Daemon.deviceInterface.text),
                MatchRule(
                    sender: daemon.owner, path: Daemon.managerPath, interface: Daemon.managerInterface,
                    member: "DeviceAdded"),
                MatchRule(
                    sender: daemon.owner, path: Daemon.managerPath, interface: Daemon.managerInterface,
                    member: "DeviceRemoved"),
                MatchRule(sender: .bus, interface: .bus, member: "NameOwnerChanged", firstArgument: daemon.owner.text),
                by: deadline)
        } catch { throw Daemon.failure(ofBus: error, Self.subject) }
        let present = try daemon.snapshot(by: deadline).devices.filter(\.isReal)
        self.daemon = daemon
        self.signals = signals
        devices = Dictionary(present.map { ($0.path, WatchedDevice($0)) }) { $1 }
    }

    /// Waits for what happens next.
    ///
    /// - Returns: Nil where nothing happened before the deadline.
    public mutating func next(by deadline: Deadline) throws(DaemonError) -> Event? {
        while true {
            let signal: Message?
            do throws(BusError) { signal = try signals.next(by: deadline) } catch {
                throw Daemon.failure(ofBus: error, Self.subject)
            }
            guard let signal else { return nil }
            if let event = try event(of: signal, by: deadline) { return event }
        }
    }

    private mutating func event(of signal: Message, by deadline: Deadline) throws(DaemonError) -> Event? {
        if signal.interface == .bus { return .lost }
        let path: ObjectPath
        do throws(BusError) {
            if signal.interface == .properties { return try change(signal) }
            var reader = signal.reader
            path = try reader.read()
        } catch { throw Daemon.failure(ofBus: error, Self.subject) }
        if signal.member == "DeviceRemoved" { return devices.removeValue(forKey: path).map { .removed($0) } }
        return try added(path, by: deadline)
    }

    /// A device that was told of before it was looked at is there already.
    private mutating func added(_ path: ObjectPath, by deadline: Deadline) throws(DaemonError) -> Event? {
        guard devices[path] == nil else { return nil }
        do throws(DaemonError) {
            let device = try daemon.device(path, by: deadline.capped(at: Self.patience))
            guard device.isReal else { return nil }
            let watched = WatchedDevice(device)
            devices[path] = watched
            return .added(watched)
        } catch {
            if error.code == .noSuchDevice { return nil }
            if error.isLoss { return .lost }
            throw error
        }
    }

    private mutating func change(_ signal: Message) throws(BusError) -> Event? {
        guard let path = signal.path, var device = devices[path] else { return nil }
        let before = device
        var reader = signal.reader
        _ = try reader.read(String.self)
        try reader.forEachEntry { (name, value) throws(BusError) in
            if name == "Managed" {
                device.isManaged = try value.readVariant()
            } else if name == "Interface" {
                device.name = EscapedText(try value.readVariant()).unescaped
            } else if name == "StateReason" {
                let (state, reason): (UInt32, UInt32) = try value.inside(.variant) { (content) throws(BusError) in
                    try content.inside(.structure) { (pair) throws(BusError) in (try pair.read(), try pair.read()) }
                }
                device.state = DeviceState(rawValue: state)
                device.stateReason = DeviceStateReason(rawValue: reason)
            }
        }
        guard device != before else { return nil }
        devices[path] = device
        return .changed(device, wasManaged: before.isManaged)
    }
}
