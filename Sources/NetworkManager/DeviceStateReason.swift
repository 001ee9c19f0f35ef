/// Why a device entered its state, as NetworkManager's `NMDeviceStateReason`. Numbers that are not known here are kept.
///
/// Before NetworkManager 1.48 an unmanaged device has ``none`` or ``nowUnmanaged``, whatever the cause. From 1.48 on
/// one of the causes is named; where several hold, it is the first of 73, 72, 76, 71, 77, 75, 74, 69, 70.
public struct DeviceStateReason: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// NetworkManager's number.
    public let rawValue: UInt32

    /// The reason with this number.
    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// No reason given.
    public static let none = DeviceStateReason(rawValue: 0)
    /// Became unmanaged while NetworkManager was running.
    public static let nowUnmanaged = DeviceStateReason(rawValue: 3)
    /// Also what older versions say after the `Managed` property was set to false.
    public static let removed = DeviceStateReason(rawValue: 36)
    /// 1.48: by default, as for types of devices that NetworkManager does not configure.
    public static let unmanagedByDefault = DeviceStateReason(rawValue: 69)
    /// 1.48: made by something else, and down or without addresses.
    public static let unmanagedExternalDown = DeviceStateReason(rawValue: 70)
    /// 1.48: udev has not announced the link yet.
    public static let unmanagedLinkNotInitialized = DeviceStateReason(rawValue: 71)
    /// 1.48: NetworkManager is ending.
    public static let unmanagedQuitting = DeviceStateReason(rawValue: 72)
    /// 1.48: networking is off, or the machine goes to sleep. It hides every other reason.
    public static let unmanagedSleeping = DeviceStateReason(rawValue: 73)
    /// 1.48: `managed` in a `[device]` section.
    public static let unmanagedUserConfiguration = DeviceStateReason(rawValue: 74)
    /// 1.48: somebody set the `Managed` property to false.
    public static let unmanagedUserExplicit = DeviceStateReason(rawValue: 75)
    /// 1.48: `unmanaged-devices`, `NM_CONTROLLED=no` or ifupdown.
    public static let unmanagedUserSettings = DeviceStateReason(rawValue: 76)
    /// 1.48: a udev rule.
    public static let unmanagedUserUdev = DeviceStateReason(rawValue: 77)

    /// By number, as `NMDeviceStateReason` of 1.58 spells them.
    private static let names = [
        "none", "unknown", "now-managed", "now-unmanaged", "config-failed", "ip-config-unavailable",
        "ip-config-expired", "no-secrets", "supplicant-disconnect", "supplicant-config-failed", "supplicant-failed",
        "supplicant-timeout", "ppp-start-failed", "ppp-disconnect", "ppp-failed", "dhcp-start-failed", "dhcp-error",
        "dhcp-failed",
        "shared-start-failed", "shared-failed", "autoip-start-failed", "autoip-error", "autoip-failed", "modem-busy",
        "modem-no-dial-tone", "modem-no-carrier", "modem-dial-timeout", "modem-dial-failed", "modem-init-failed",
        "gsm-apn-failed", "gsm-registration-not-searching", "gsm-registration-denied", "gsm-registration-timeout",
        "gsm-registration-failed", "gsm-pin-check-failed", "firmware-missing", "removed", "sleeping",
        "connection-removed", "user-requested", "carrier", "connection-assumed", "supplicant-available",
        "modem-not-found", "bt-failed", "gsm-sim-not-inserted", "gsm-sim-pin-required", "gsm-sim-puk-required",
        "gsm-sim-wrong", "infiniband-mode", "dependency-failed", "br2684-failed", "modem-manager-unavailable",
        "ssid-not-found", "secondary-connection-failed", "dcb-fcoe-failed", "teamd-control-failed", "modem-failed",
        "modem-available", "sim-pin-incorrect", "new-activation", "parent-changed", "parent-managed-changed",
        "ovsdb-failed", "ip-address-duplicate", "ip-method-unsupported", "sriov-configuration-failed",
        "peer-not-found", "device-handler-failed", "unmanaged-by-default", "unmanaged-external-down",
        "unmanaged-link-not-init", "unmanaged-quitting", "unmanaged-sleeping", "unmanaged-user-conf",
        "unmanaged-user-explicit", "unmanaged-user-settings", "unmanaged-user-udev", "networking-off",
        "modem-no-operator-code",
    ]

    /// NetworkManager's name for it, or the number.
    public var description: String {
        Self.names.indices.contains(Int(rawValue)) ? Self.names[Int(rawValue)] : "\(rawValue)"
    }
}
