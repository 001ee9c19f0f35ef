/// What a device is doing, as NetworkManager's `NMDeviceState`. Numbers that are not known here are kept.
public struct DeviceState: RawRepresentable, Hashable, Comparable, Sendable, CustomStringConvertible {
    /// NetworkManager's number.
    public let rawValue: UInt32

    /// The state with this number.
    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// Left alone.
    public static let unmanaged = DeviceState(rawValue: 10)
    /// Managed, but not usable: no carrier, for instance.
    public static let unavailable = DeviceState(rawValue: 20)
    /// Managed and usable, without an active profile.
    public static let disconnected = DeviceState(rawValue: 30)
    /// Connected, also where something else than NetworkManager did it.
    public static let activated = DeviceState(rawValue: 100)

    /// NetworkManager's name for it, or the number.
    public var description: String {
        switch rawValue {
        case 0: "unknown"
        case 10: "unmanaged"
        case 20: "unavailable"
        case 30: "disconnected"
        case 40: "prepare"
        case 50: "config"
        case 60: "need-auth"
        case 70: "ip-config"
        case 80: "ip-check"
        case 90: "secondaries"
        case 100: "activated"
        case 110: "deactivating"
        case 120: "failed"
        default: "\(rawValue)"
        }
    }

    /// Orders by how far a device has come, as the numbers do.
    public static func < (left: DeviceState, right: DeviceState) -> Bool { left.rawValue < right.rawValue }
}
