public import Base
public import KeyFile

/// Whether NetworkManager manages a device at some moment, and why.
public struct ManagedDecision: Hashable, Sendable {
    /// What decides.
    public enum Cause: String, Hashable, Sendable {
        /// `keyfile.unmanaged-devices`, or another settings plugin's list. Nothing overrides it.
        case unmanagedList
        /// `[device*] managed=`.
        case deviceSection
        /// A property in the udev database.
        case udev
        /// A virtual interface that is down or has nothing on it.
        case external
        /// A kind of interface that is left alone by default.
        case byDefault
        /// A request over the bus, possibly remembered in the daemon's state file.
        case explicit
        /// A kind of interface that NetworkManager never manages: the loopback interface before 1.42.
        case byType
        /// No setting excludes it.
        case nothing
        /// NetworkManager would not start, or keeps the configuration that it has.
        case refused
    }

    /// The line behind it.
    public struct Line: Hashable, Sendable {
        /// `keyfile.unmanaged-devices`, `device-x.managed`, `ifupdown`, …
        public let key: String
        /// The file and line.
        public let origin: Origin
        /// The token of a list that decides.
        public let token: RawText?
    }

    /// Whether it is managed, as far as that can be known from here.
    public let managed: Answer
    /// What decides, or would.
    public let cause: Cause
    /// The line behind it, where there is one.
    public let decidedBy: Line?
    /// Why, in a sentence.
    public let reason: String

    /// The same in one word.
    var state: String {
        switch managed {
        case .yes: "managed"
        case .no: "unmanaged"
        case .unknown: "undetermined"
        }
    }

    /// Whether two decisions come to the same.
    func agrees(with other: ManagedDecision) -> Bool { managed == other.managed }
}
