public import DBus

/// A network device as NetworkManager saw it at one moment.
public struct Device: Hashable, Sendable {
    /// Its object on the bus; never used again for another device while the same daemon runs.
    public let path: ObjectPath
    /// The interface's name as on the bus: see ``name``.
    public let escapedName: String
    /// What kind of device it is.
    public let type: DeviceType
    /// Whether NetworkManager manages it, also where it only watches what others configured.
    ///
    /// False proves nothing about the configuration: networking may be off, or the device down.
    public let isManaged: Bool
    /// What it is doing.
    public let state: DeviceState
    /// Why.
    public let stateReason: DeviceStateReason
    /// The kernel's driver, such as `veth`; empty if NetworkManager knows none.
    public let driver: String
    /// The driver's version; empty if NetworkManager knows none.
    public let driverVersion: String
    /// The address that it has now, in upper case; nil where there is none.
    public let hardwareAddress: String?
    /// The address that it was made with, which is what `mac:` in match lists compares; nil where NetworkManager knows
    /// none.
    public let permanentHardwareAddress: String?
    /// The kernel's kind of link, for devices of ``DeviceType/generic``.
    public let typeDescription: String?
    /// Whether there is a link, and not only a profile that would make one.
    public let isReal: Bool
    /// Bit 0: up; bit 1: its lower layer is up; bit 16: carrier. Nil before 1.22.
    public let interfaceFlags: UInt32?
    /// The active connection; nil if there is none.
    public let activeConnection: ObjectPath?
    /// Whether it is "connected (externally)": managed, but only watched, so that becoming unmanaged changes nothing on
    /// it.
    ///
    /// False where there is no active connection; nil before 1.26, and where it was not asked for.
    public let isExternallyConnected: Bool?

    /// The interface's name; where it is not valid UTF-8, with U+FFFD in it.
    public var name: String { EscapedText(escapedName).unescaped }

    /// The interface's name exactly as the kernel has it.
    public var nameBytes: [UInt8] { EscapedText(escapedName).bytes }
}
