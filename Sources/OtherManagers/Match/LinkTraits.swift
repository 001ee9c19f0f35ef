public import NetworkManagerConfiguration

/// What systemd's [Match] sections can ask of a link.
public struct LinkTraits: Hashable, Sendable {
    /// The name, and the alternative names.
    public var names: [String]
    /// The kernel's DEVTYPE, or where there is none the name of the hardware type in lower case.
    public var type: Trait
    /// The kernel's DEVTYPE alone, which is all that systemd asks before 243.
    public var deviceType: Trait
    /// The driver, as ethtool(8) has it.
    public var driver: Trait
    /// The kind of a virtual link, as `ip -d link` has it.
    public var kind: Trait
    /// udev's ID_PATH.
    public var path: Trait
    /// The hardware address.
    public var address: Trait
    /// The permanent hardware address; virtual links have none.
    public var permanentAddress: Trait
    /// udev's properties; nil where they are not known.
    public var properties: [String: String]?

    /// A link of which only the name is known.
    public init(name: String) {
        names = [name]
        (type, deviceType, driver, kind) = (.unknown, .unknown, .unknown, .unknown)
        (path, address, permanentAddress) = (.unknown, .unknown, .unknown)
    }

    /// A link of Calico's that need not be there yet.
    public init(name: String, kind: InterfaceKind) {
        self.init(name: name)
        // An address that the kernel makes up, or that stands for none, is none that a file names.
        address = .absent
        guard let known = Self.virtual[kind.rawValue] else { return }
        self.kind = .known(kind.rawValue)
        (type, deviceType, driver) = known
        // Virtual links are on no bus.
        (path, permanentAddress) = (.absent, .absent)
        // Calico gives every host end of a pod's link the same address.
        if kind == .veth { address = .oneOf([nil, "ee:ee:ee:ee:ee:ee"]) }
    }

    /// An interface of the node's own, which goes to the outside.
    public init(uplink name: String) {
        self.init(name: name)
        (type, kind) = (.known("ether"), .absent)
    }

    /// Newer kernels tell ethtool the kind of a link where there is no driver, older ones nothing.
    private static let virtual: [String: (type: Trait, deviceType: Trait, driver: Trait)] = [
        "veth": (.known("ether"), .absent, .known("veth")),
        "vxlan": (.known("vxlan"), .known("vxlan"), .known("vxlan")),
        "ipip": (.known("tunnel"), .absent, .oneOf(["ipip", nil])),
        "wireguard": (.known("wireguard"), .known("wireguard"), .oneOf(["wireguard", nil])),
        "bridge": (.known("bridge"), .known("bridge"), .known("bridge")),
        "dummy": (.known("ether"), .absent, .known("dummy")),
    ]
}
