/// What NetworkManager as a whole is doing, as its `NMState`. Numbers that are not known here are kept.
public struct DaemonState: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// NetworkManager's number.
    public let rawValue: UInt32

    /// The state with this number.
    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// Networking is off, or the machine goes to sleep.
    public static let asleep = DaemonState(rawValue: 10)

    private static let names: [UInt32: String] = [
        0: "unknown", 10: "asleep", 20: "disconnected", 30: "disconnecting", 40: "connecting", 50: "connected-local",
        60: "connected-site", 70: "connected-global",
    ]

    /// NetworkManager's name for it, or the number.
    public var description: String { Self.names[rawValue] ?? "\(rawValue)" }
}
