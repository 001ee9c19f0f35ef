import SystemPackage

/// A VXLAN device as the kernel describes it: `ip -details link show type vxlan`.
public struct VXLANDevice: Hashable, Sendable {
    /// Its name, such as `vxlan.calico`.
    public let name: String
    /// The UDP port that it sends to and receives on.
    public let port: UInt16
    /// The network identifier; 0 where each packet brings its own.
    public let identifier: UInt32
    /// Whether it is up: only then the kernel holds the port for it.
    public let isUp: Bool
    /// What it asks of the port's socket beyond plain VXLAN, such as `external`. Devices share a port only where all of them
    /// ask for the same.
    public let traits: Set<String>

    /// A device that is described.
    public init(name: String, port: UInt16, identifier: UInt32, isUp: Bool, traits: Set<String>) {
        self.name = name
        self.port = port
        self.identifier = identifier
        self.isUp = isUp
        self.traits = traits
    }

    /// Why this one and another cannot be up on one port, as the kernel judges it; nil where they can.
    public func clash(with other: VXLANDevice) -> String? {
        guard port == other.port else { return nil }
        guard traits == other.traits else {
            let names = traits.symmetricDifference(other.traits).sorted().joined(separator: ", ")
            return "they cannot share the port, as only one of them is \(names)"
        }
        return identifier == other.identifier ? "both have VNI \(identifier)" : nil
    }

    /// The devices of this process's network namespace.
    public static func all(within limit: Duration) throws(NetlinkError) -> [VXLANDevice] {
        var socket = try NetlinkSocket(NetlinkSocket.route, within: limit, bytes: 64 << 20)
        var question = [UInt8](repeating: 0, count: 16)
        // Newer kernels then list devices of this kind only; older ones list all of them.
        var kind: [UInt8] = []
        kind.appendAttribute(Attribute.kind, Array("vxlan".utf8) + [0])
        question.appendAttribute(Attribute.linkInformation | Attribute.isNested, kind)
        return try socket.list(Self.getLink, question).compactMap(VXLANDevice.init)
    }

    /// RTM_GETLINK of linux/rtnetlink.h.
    private static let getLink: UInt16 = 18

    /// Numbers of linux/if_link.h.
    private enum Attribute {
        static let (name, linkInformation, isNested): (UInt16, UInt16, UInt16) = (3, 18, 0x8000)
        static let (kind, data): (UInt16, UInt16) = (1, 2)
        static let (identifier, port): (UInt16, UInt16) = (1, 15)
        /// What must be alike on one socket: VXLAN_F_RCV_FLAGS of the kernel's net/vxlan.h.
        static let traits: [(number: UInt16, name: String)] = [
            (20, "udp6zerocsumrx"), (22, "remcsumrx"), (23, "gbp"), (24, "remcsum-nopartial"), (25, "external"),
            (27, "gpe"),
            (30, "vnifilter"),
        ]
        /// Attributes that are there or not, and have no value.
        static let bare: Set<UInt16> = [23, 24, 27]
    }

    /// Nil for a message about a device of another kind.
    init?(_ message: NetlinkMessage) {
        let attributes = message.attributes(after: 16)
        guard let information = attributes.nested(Attribute.linkInformation),
            information.text(Attribute.kind) == "vxlan", let data = information.nested(Attribute.data),
            let name = attributes.text(Attribute.name), let flags = message.payload.number32(at: 8),
            let port = data[Attribute.port]?.number16(at: 0)
        else { return nil }
        self.name = name
        self.port = port.byteSwapped
        identifier = data[Attribute.identifier]?.number32(at: 0) ?? 0
        isUp = flags & 1 == 1
        traits = Set(
            Attribute.traits.compactMap { number, name in
                guard let value = data[number] else { return nil }
                return Attribute.bare.contains(number) || value.first != 0 ? name : nil
            })
    }
}
