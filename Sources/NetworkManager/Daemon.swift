public import Base
public import DBus

/// The NetworkManager that owned its name when this value was made. If another takes its place, every call says so.
public struct Daemon {
    /// The name under which NetworkManager can be found.
    public static let busName: BusName = "org.freedesktop.NetworkManager"
    /// How long a daemon that went away is given to come back, to tell a restart from a stop.
    private static let restartGrace = Duration.seconds(2)

    /// The connection that it is asked over.
    public let connection: Connection
    /// The daemon's own name on the bus. Calls go to this one, so that no two of them reach different daemons.
    public let owner: BusName
    /// The daemon's process, as a number in the bus daemon's process namespace.
    public let processID: UInt32
    /// By what it was found; nil where it was asked for nothing but its name.
    let inquiry: DaemonInquiry?
    /// What a reload has begun to follow.
    let watch = StateWatch()

    /// Finds the daemon on a bus. It need not have its objects there yet: every question waits for them.
    ///
    /// - Parameters:
    ///   - inquiry: What may have been sent already; nil to ask for nothing but the owner.
    ///   - isOnItsWay: Called where the name has no owner: whether a daemon is about to own it, and is worth the wait.
    /// - Throws: ``DaemonError/Code/notRunning`` where nobody owns the name, ``DaemonError/Code/starting``.
    public init(
        on connection: Connection, _ inquiry: DaemonInquiry? = nil, by deadline: Deadline,
        isOnItsWay: () -> Bool = { false }
    ) throws(DaemonError) {
        self.connection = connection
        self.inquiry = inquiry
        (owner, processID) = try Self.owner(on: connection, inquiry, by: deadline, isOnItsWay: isOnItsWay)
    }

    /// Connects to a bus and finds the daemon there.
    ///
    /// - Throws: ``DaemonError/Code/busUnavailable``, ``DaemonError/Code/busNotResponding``,
    ///   ``DaemonError/Code/notRunning``, ``DaemonError/Code/starting``.
    public init(
        at address: BusAddress = .system, by deadline: Deadline, trace: Connection.Trace? = nil,
        isOnItsWay: () -> Bool = { false }
    ) throws(DaemonError) {
        let connection: Connection
        do {
            connection = try Connection(to: address, by: deadline, trace: trace)
        } catch {
            throw Self.failure(ofBus: error, "connecting to the system bus")
        }
        try self.init(on: connection, by: deadline, isOnItsWay: isOnItsWay)
    }

    /// The error for a failure of the bus itself, on the way to the daemon.
    public static func failure(ofBus error: BusError, _ subject: String) -> DaemonError {
        switch error.code {
        case .timedOut: DaemonError(.busNotResponding, subject, underlying: error)
        case .interrupted: DaemonError(.interrupted, subject, underlying: error)
        // Between the two questions about the owner.
        case .serviceUnavailable: DaemonError(.stopped, subject, underlying: error)
        default: DaemonError(.busUnavailable, subject, underlying: error)
        }
    }

    // MARK: The daemon as a whole

    static let managerPath: ObjectPath = "/org/freedesktop/NetworkManager"
    static let managerInterface: InterfaceName = "org.freedesktop.NetworkManager"

    /// The daemon's own object.
    var manager: Proxy { Proxy(connection, owner, Self.managerPath, Self.managerInterface) }

    /// What the daemon says of itself.
    public func status(by deadline: Deadline) throws(DaemonError) -> DaemonStatus {
        try askingManager("reading its status", by: deadline) { () throws(BusError) in
            let reply = try manager.properties(by: deadline)
            var reader = reply.reader
            var fields = DaemonFields()
            try fields.read(&reader)
            return try fields.status()
        }
    }

    /// What the caller of this process may do.
    ///
    /// The answer comes from NetworkManager: root may do everything, without polkit being asked.
    public func permissions(by deadline: Deadline) throws(DaemonError) -> [Permission: Permission.Answer] {
        try askingManager("reading its permissions", by: deadline) { () throws(BusError) in
            let reply = try manager.call("GetPermissions", by: deadline)
            var reader = reply.reader
            var answers: [Permission: Permission.Answer] = [:]
            try reader.forEachEntry { (name, value) throws(BusError) in
                guard let permission = Permission(rawValue: name.string) else { return }
                answers[permission] = Permission.Answer(try value.read())
            }
            return answers
        }
    }

    /// Makes the daemon read its configuration files again, and nothing else: DNS is left alone.
    ///
    /// The devices have their new state when this returns; but a success says nothing about the files, as
    /// NetworkManager also reports it where it could not parse them and kept the old configuration.
    public func reloadConfiguration(by deadline: Deadline) throws(DaemonError) {
        try askingManager("reloading its configuration", by: deadline) { () throws(BusError) in
            let call = try Message(calling: "Reload", of: Self.managerInterface, at: Self.managerPath, in: owner)
            // NM_MANAGER_RELOAD_FLAG_CONF
            try call.append(.uint32(1))
            try watch.follow(self, during: call, by: deadline)
        }
    }

    // MARK: Failures

    /// Runs what asks the daemon something, and tells what a failure means.
    func asking<Result>(
        _ subject: String, by deadline: Deadline, _ body: () throws(BusError) -> Result
    ) throws(DaemonError) -> Result {
        do {
            return try body()
        } catch {
            throw DaemonError(code(of: error, by: deadline), subject, underlying: error)
        }
    }

    func code(of error: BusError, by deadline: Deadline) -> DaemonError.Code {
        switch error.code {
        case .timedOut: .notResponding
        case .interrupted: .interrupted
        case .serviceUnavailable, .noReply: codeAfterLoss(by: deadline)
        case .accessDenied: .notPermitted
        case .unexpectedType: .unexpectedAnswer
        case .disconnected, .busUnavailable: .busUnavailable
        default: error.errorName?.hasSuffix(".PermissionDenied") == true ? .notPermitted : .refused
        }
    }

    /// Whether the daemon stopped or was restarted, once it does not own its unique name any more.
    private func codeAfterLoss(by deadline: Deadline) -> DaemonError.Code {
        let grace = deadline.capped(at: Self.restartGrace)
        do {
            let changes = try connection.subscribeToOwner(of: Self.busName, by: grace)
            var current = try connection.owner(of: Self.busName, by: grace)
            // It is still there: the bus gave up waiting by itself, which it does only where it is configured to.
            if current == owner { return .notResponding }
            while current == nil, let change = try changes.next(by: grace) {
                current = try Connection.ownerChange(in: change).new
            }
            return current == nil ? .stopped : .restarted
        } catch {
            return switch error.code {
            case .disconnected: .busUnavailable
            case .interrupted: .interrupted
            default: .stopped
            }
        }
    }
}
