public import KeyFile

/// An interface as udev meets it when the kernel announces it, as far as that is known before it is there.
public struct UdevDevice: Hashable, Sendable {
    /// The kernel's name for it.
    public var name: RawText
    /// The kernel's `DEVTYPE`, such as `vxlan`: nil in the list for none, nil instead of a list where it is not known.
    public var deviceTypes: [RawText?]?
    /// What ethtool calls its driver: nil in the list where it does not answer (older kernels know no driver of some
    /// virtual links), nil instead of a list where it is not known.
    public var drivers: [RawText?]?
    /// The kernel's number for the kind of link, `ATTR{type}`; nil where it is not known.
    public var linkType: RawText?
    /// The length of its address, `ATTR{addr_len}`; nil where it is not known.
    public var addressLength: RawText?
    /// Whether it has no device behind it, but belongs to `/devices/virtual/net`; false where that is not known.
    public var isVirtual: Bool

    /// An interface about which nothing but its name is known.
    public init(name: RawText) {
        self.name = name
        isVirtual = false
    }

    /// A virtual interface.
    public init(
        name: RawText, virtual deviceType: RawText?, drivers: [RawText?], linkType: RawText, addressLength: RawText
    ) {
        self.name = name
        self.deviceTypes = [deviceType]
        self.drivers = drivers
        self.linkType = linkType
        self.addressLength = addressLength
        isVirtual = true
    }

    /// What an interface of this kind will be.
    public init(name: RawText, kind: InterfaceKind) {
        switch kind {
        case .veth:
            self.init(name: name, virtual: nil, drivers: ["veth"], linkType: "1", addressLength: "6")
        case .vxlan:
            self.init(name: name, virtual: "vxlan", drivers: ["vxlan"], linkType: "1", addressLength: "6")
        case .ipip:
            self.init(name: name, virtual: nil, drivers: ["ipip", nil], linkType: "768", addressLength: "4")
        case .wireguard:
            self.init(
                name: name, virtual: "wireguard", drivers: ["wireguard", nil], linkType: "65534", addressLength: "0")
        case .bridge:
            self.init(name: name, virtual: "bridge", drivers: ["bridge"], linkType: "1", addressLength: "6")
        case .dummy:
            self.init(name: name, virtual: nil, drivers: ["dummy"], linkType: "1", addressLength: "6")
        case .unknown: self.init(name: name)
        }
    }

    /// What an interface will be by the traits that NetworkManager's lists ask for.
    init(_ traits: DeviceTraits) {
        guard case .known(let driver) = traits.driver else {
            self.init(name: traits.name)
            return
        }
        if let kind = InterfaceKind(rawValue: driver.description), kind != .unknown {
            self.init(name: traits.name, kind: kind)
        } else {
            self.init(name: traits.name)
            // What the driver is called is what ethtool says, or the kind of a virtual link.
            drivers = [driver, nil]
        }
    }

    private static func anything(_ what: String) -> UdevValue {
        UdevValue(anything: .init(reason: "\(what) is unknown until the interface exists", origin: nil))
    }

    /// The properties that come with the kernel's announcement.
    func properties(of action: RawText) -> [RawText: UdevValue] {
        var properties: [RawText: UdevValue] = [
            "ACTION": UdevValue(action), "SUBSYSTEM": "net", "INTERFACE": UdevValue(name), "DEVPATH": path,
            "DEVTYPE": deviceTypes.map { UdevValue(oneOf: $0, .init(reason: "its DEVTYPE is unknown", origin: nil)) }
                ?? Self.anything("its DEVTYPE"),
        ]
        // Those that are set, to something; and those of an event that somebody asked for.
        for name in ["IFINDEX", "SEQNUM", "USEC_INITIALIZED", "TAGS", "CURRENT_TAGS", "SYNTH_UUID"] as [RawText] {
            properties[name] = Self.anything(name.description)
        }
        if action == "move" {
            for name in ["DEVPATH_OLD", "INTERFACE_OLD", "ID_RENAMING"] as [RawText] {
                properties[name] = Self.anything(name.description)
            }
        }
        return properties
    }

    /// Where it is below `/sys`.
    var path: UdevValue {
        isVirtual ? UdevValue("/devices/virtual/net/" + name) : Self.anything("where it is in /sys")
    }

    /// What the driver is called by ethtool.
    var driver: UdevValue {
        drivers.map {
            UdevValue(oneOf: $0, .init(reason: "the driver's name depends on the kernel", origin: nil))
        } ?? Self.anything("its driver")
    }

    /// An attribute in `/sys`: nil in the value where there is none.
    func attribute(_ name: RawText) -> UdevValue {
        if name == "subsystem" { return "net" }
        if name == "type", let linkType { return UdevValue(linkType) }
        if name == "addr_len", let addressLength { return UdevValue(addressLength) }
        // A virtual interface has no device, and so no driver, behind it.
        if isVirtual, name == "driver" || name == "device" || name.hasPrefix("device/") { return .unset }
        return Self.anything("its attribute \(name)")
    }
}

extension UdevValue: ExpressibleByStringLiteral {
    /// A value that is certain.
    public init(stringLiteral value: String) { self.init(RawText(value)) }
}
