public import KeyFile

/// What tokens can ask of a device.
public struct DeviceTraits: Hashable, Sendable {
    /// A property of a device as NetworkManager sees it.
    public enum Trait: Hashable, Sendable {
        /// It has this value.
        case known(RawText)
        /// NetworkManager has none, so no token that asks for it holds.
        case absent
        /// Not known from here, so a token that asks for it leaves the answer open.
        case undetermined(Uncertainty)
        /// One of these values, which of them is not known from here.
        case oneOf([RawText], Uncertainty)
    }

    /// The name of the kernel's interface.
    public var name: RawText
    /// NetworkManager's word for the type: `ethernet` (also for veth), `vxlan`, `iptunnel`, `bridge`, … Not nmcli's,
    /// not the bus's.
    public var type: Trait
    /// The driver, as `nmcli -f GENERAL.DRIVER device show` prints it.
    public var driver: Trait
    /// The driver's version.
    public var driverVersion: Trait
    /// The permanent hardware address. Virtual devices have none: the address that NetworkManager invents is not
    /// matched.
    public var permanentAddress: Trait
    /// The channels of an s390 device.
    public var s390Subchannels: Trait
    /// The DHCP plugin of the daemon, the same for all devices.
    public var dhcpPlugin: Trait

    /// Takes what is known; the rest counts as unknown to NetworkManager as well.
    public init(
        name: RawText, type: Trait = .absent, driver: Trait = .absent, driverVersion: Trait = .absent,
        permanentAddress: Trait = .absent, s390Subchannels: Trait = .absent, dhcpPlugin: Trait = .absent
    ) {
        self.name = name
        self.type = type
        self.driver = driver
        self.driverVersion = driverVersion
        self.permanentAddress = permanentAddress
        self.s390Subchannels = s390Subchannels
        self.dhcpPlugin = dhcpPlugin
    }

    /// A virtual interface that need not exist yet.
    public init(name: RawText, kind: InterfaceKind) {
        self.init(
            name: name, type: kind.type, driver: kind.driver, driverVersion: kind.driverVersion,
            dhcpPlugin: .undetermined(Uncertainty("NetworkManager's DHCP plugin is unknown")))
        if kind == .unknown {
            let why = Uncertainty("no interface \(name) exists, and its type is unknown")
            permanentAddress = .undetermined(why)
        }
    }
}

extension DeviceTraits.Trait: ExpressibleByStringLiteral {
    /// A known value.
    public init(stringLiteral value: String) { self = .known(RawText(value)) }
}
