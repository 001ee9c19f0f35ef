import Base
public import DBus

/// Why something could not be asked of NetworkManager, or was not done by it.
public struct DaemonError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of failure it was. More may be added; compare with the ones you know.
    public struct Code: Hashable, Sendable {
        private let name: String

        /// There is no bus, it does not let us in, or it went away.
        public static let busUnavailable = Code(name: "busUnavailable")
        /// The bus is there and does not answer.
        public static let busNotResponding = Code(name: "busNotResponding")
        /// Nobody owns NetworkManager's name.
        public static let notRunning = Code(name: "notRunning")
        /// It owns its name and did not answer before the deadline: stopped in a debugger, or busy.
        public static let notResponding = Code(name: "notResponding")
        /// It is on its way and was not ready before the deadline: ``DaemonError/start`` says how far it came.
        public static let starting = Code(name: "starting")
        /// The wait for its answer was ended from outside.
        public static let interrupted = Code(name: "interrupted")
        /// It went away while it was being asked, and did not come back at once.
        public static let stopped = Code(name: "stopped")
        /// It went away while it was being asked, and another one runs now. What was asked before may not hold any
        /// more.
        public static let restarted = Code(name: "restarted")
        /// The caller may not do this.
        public static let notPermitted = Code(name: "notPermitted")
        /// There is no such device, or not any more.
        public static let noSuchDevice = Code(name: "noSuchDevice")
        /// This version cannot do it.
        public static let unsupported = Code(name: "unsupported")
        /// It refused for another reason, which `underlying` tells.
        public static let refused = Code(name: "refused")
        /// It answered with something of the wrong type.
        public static let unexpectedAnswer = Code(name: "unexpectedAnswer")
    }

    /// The kind of failure.
    public let code: Code
    /// What was attempted, in words.
    public let subject: String
    /// The failure on the bus behind it, if there was one.
    public let underlying: BusError?
    /// How far it came, for ``Code/starting``; nil for everything else.
    public let start: UnfinishedStart?

    init(_ code: Code, _ subject: String, underlying: BusError? = nil) {
        self.code = code
        self.subject = subject
        self.underlying = underlying
        start = nil
    }

    /// A start that did not end before the deadline.
    init(_ start: UnfinishedStart, _ subject: String, underlying: BusError? = nil) {
        code = .starting
        self.subject = subject
        self.underlying = underlying
        self.start = start
    }

    /// Whether the daemon that was spoken to is gone, and its state with it.
    public var isLoss: Bool { code == .stopped || code == .restarted }

    /// What came of it, in a few words of this program's own.
    public var outcome: String {
        switch code {
        case .busUnavailable: "cannot connect to the system bus (D-Bus)"
        case .busNotResponding: "the system bus (D-Bus) does not reply"
        case .notRunning: "NetworkManager is not running"
        case .notResponding: "NetworkManager does not reply"
        case .starting: start?.description ?? "NetworkManager is still starting"
        case .interrupted: "interrupted before NetworkManager replied"
        case .stopped: "NetworkManager stopped during the operation"
        case .restarted: "NetworkManager restarted during the operation"
        case .notPermitted: "NetworkManager denied permission"
        case .noSuchDevice: "the device no longer exists"
        case .unsupported: "not supported by this version of NetworkManager"
        case .unexpectedAnswer: "unexpected reply from NetworkManager"
        default: "NetworkManager refused"
        }
    }

    /// One line: what came of it, and what was attempted where that tells more. May hold text from the bus: escape
    /// before printing.
    public var description: String {
        switch code {
        case .notRunning, .busNotResponding, .starting: outcome
        case .busUnavailable:
            // libdbus repeats what the outcome says.
            outcome + (underlying.map { ": " + $0.text.trimmingPrefix("Failed to connect to socket ") } ?? "")
        default: "\(outcome) (\(([subject] + [underlying?.reason].compactMap(\.self)).joined(separator: ": ")))"
        }
    }
}
