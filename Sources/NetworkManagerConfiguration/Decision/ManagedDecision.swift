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
        /// Nothing speaks against managing it.
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

    /// True, false, or nil where it cannot be known from here.
    public let managed: Bool?
    /// What decides, or would.
    public let cause: Cause
    /// The line behind it, where there is one.
    public let decidedBy: Line?
    /// Why, in a sentence.
    public let reason: String

    /// Whether two decisions come to the same.
    func agrees(with other: ManagedDecision) -> Bool { managed == other.managed }
}

/// The decisions about a device, now and after what may come.
public struct ManagedPrediction: Hashable, Sendable {
    /// The device.
    public let name: RawText
    /// What the list of unmanaged devices says of it.
    public let match: MatchResult
    /// As things stand, given that the running daemon has read the files on disk.
    public let now: ManagedDecision
    /// After a reload of the configuration.
    public let afterReload: ManagedDecision
    /// After a restart of NetworkManager, without one of the machine.
    public let afterRestart: ManagedDecision
    /// After a reboot; also what becomes of an interface that is made anew.
    public let afterReboot: ManagedDecision

    /// Where the moments differ, in words; empty where they agree.
    public var differences: [String] {
        let moments = [
            ("now", now), ("after a reload", afterReload), ("after a restart of NetworkManager", afterRestart),
            ("after a reboot", afterReboot),
        ]
        guard moments.contains(where: { !$0.1.agrees(with: now) }) else { return [] }
        return moments.map { moment, decision in
            let answer = decision.managed.map { $0 ? "managed" : "unmanaged" } ?? "cannot be told"
            return "\(moment): \(answer), \(decision.reason)"
        }
    }
}
