internal import CDBus

/// Why something asked of the bus, or of a service on it, did not happen.
public struct BusError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of failure it was. More may be added; compare with the ones you know.
    public struct Code: Hashable, Sendable {
        private let name: String

        /// There is no bus at the address, or it does not let us in.
        public static let busUnavailable = Code(name: "busUnavailable")
        /// Nobody owns the destination's name. As every message forbids auto-start, nothing was started either.
        public static let serviceUnavailable = Code(name: "serviceUnavailable")
        /// Our own deadline passed.
        public static let timedOut = Code(name: "timedOut")
        /// The wait was ended from outside: see ``Deadline/init(after:orReadable:)``.
        public static let interrupted = Code(name: "interrupted")
        /// The bus says that no reply will come: nearly always because the destination left the bus in the middle of
        /// the call.
        public static let noReply = Code(name: "noReply")
        /// The bus or the service refused for lack of permission.
        public static let accessDenied = Code(name: "accessDenied")
        /// The service answered with an error of its own; `errorName` says which.
        public static let remote = Code(name: "remote")
        /// A value of another type than the one asked for.
        public static let unexpectedType = Code(name: "unexpectedType")
        /// The connection to the bus is gone.
        public static let disconnected = Code(name: "disconnected")
        /// More came than is kept: see ``Connection/receivedSize``.
        public static let tooMuch = Code(name: "tooMuch")
        /// What was to be sent cannot be expressed on the bus, such as text with a NUL in it.
        public static let invalidArgument = Code(name: "invalidArgument")
        /// libdbus could not allocate.
        public static let outOfMemory = Code(name: "outOfMemory")
    }

    /// The kind of failure.
    public let code: Code
    /// The bus error's name, such as `org.freedesktop.DBus.Error.AccessDenied`; nil where no bus error was involved.
    public let errorName: String?
    /// What the other end, or this module, says about it. May hold any character: escape before printing.
    public let text: String
    /// What was attempted: an address, a name, or a method and its object.
    public let subject: String

    /// An error as found by whoever reads or writes messages.
    public init(_ code: Code, errorName: String? = nil, _ text: String, subject: String) {
        self.code = code
        self.errorName = errorName
        self.text = text
        self.subject = subject
    }

    /// An error that arrived as a message or through a `DBusError`.
    ///
    /// - Parameter isFromBus: Whether the bus itself said so. Any service may send `NoReply`; only the bus knows
    ///   whether one will come.
    init(name: String, text: String, isFromBus: Bool, subject: String) {
        self.init(Self.code(of: name, isFromBus: isFromBus), errorName: name, text, subject: subject)
    }

    private static func code(of name: String, isFromBus: Bool) -> Code {
        switch name {
        case DBUS_ERROR_NO_MEMORY: .outOfMemory
        case DBUS_ERROR_ACCESS_DENIED, DBUS_ERROR_AUTH_FAILED, DBUS_ERROR_INTERACTIVE_AUTHORIZATION_REQUIRED:
            .accessDenied
        case DBUS_ERROR_SERVICE_UNKNOWN where isFromBus, DBUS_ERROR_NAME_HAS_NO_OWNER where isFromBus:
            .serviceUnavailable
        case DBUS_ERROR_NO_REPLY where isFromBus: .noReply
        case DBUS_ERROR_DISCONNECTED where isFromBus: .disconnected
        case _ where isFromBus && name.hasPrefix("org.freedesktop.DBus.Error.Spawn."): .serviceUnavailable
        default: .remote
        }
    }

    /// What came of it, and the bus error's name if there is one.
    public var reason: String { text + (errorName.map { " (\($0))" } ?? "") }

    /// One line: what was attempted, and what came of it.
    public var description: String { "\(subject): \(reason)" }

    static func timedOut(_ subject: String) -> BusError {
        BusError(.timedOut, "no reply before the deadline", subject: subject)
    }

    static func interrupted(_ subject: String) -> BusError {
        BusError(.interrupted, "interrupted before the reply", subject: subject)
    }

    static func outOfMemory(_ subject: String) -> BusError {
        BusError(.outOfMemory, "out of memory", subject: subject)
    }

    static func tooMuch(_ subject: String) -> BusError {
        BusError(
            .tooMuch, "more than \(Connection.receivedSize >> 20) MB received on the bus before the reply",
            subject: subject)
    }

    static func disconnected(_ subject: String) -> BusError {
        BusError(.disconnected, "the connection to the bus is lost", subject: subject)
    }
}
