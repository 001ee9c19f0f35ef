import CLinux

/// The value of an attribute. What it holds, and in which order of bytes, the kernel's headers say for each.
public struct NetlinkAttribute: Sendable {
    /// The value's bytes.
    public let bytes: ArraySlice<UInt8>

    /// A text, without the zero at its end: `NLA_STRING`.
    public var text: String { bytes.text }

    /// The attributes inside: `NLA_NESTED`.
    public var attributes: NetlinkAttributes { NetlinkAttributes(bytes) }

    /// The first byte: `NLA_U8`.
    public var byte: UInt8? { bytes.first }

    /// Two bytes in the network's order: `NLA_BE16`.
    public var network16: UInt16? { bytes.load(UInt16.self).map(UInt16.init(bigEndian:)) }

    /// Four bytes in the network's order, as nf_tables has its numbers: `NLA_BE32`.
    public var network32: UInt32? { bytes.load(UInt32.self).map(UInt32.init(bigEndian:)) }

    /// Eight bytes in the network's order: `NLA_BE64`.
    public var network64: UInt64? { bytes.load(UInt64.self).map(UInt64.init(bigEndian:)) }

    /// Four bytes in the processor's order, as rtnetlink has its numbers: `NLA_U32`.
    public var host32: UInt32? { bytes.load(UInt32.self) }
}

/// A list of attributes: linux/netlink.h, `struct nlattr`. It ends where a length leads out of it.
public struct NetlinkAttributes: Sequence, IteratorProtocol, Sendable {
    private var rest: ArraySlice<UInt8>

    /// The attributes that stand in some bytes.
    public init(_ bytes: ArraySlice<UInt8> = []) { rest = bytes }

    /// The next attribute, its type without NLA_F_NESTED and NLA_F_NET_BYTEORDER.
    public mutating func next() -> (type: UInt16, attribute: NetlinkAttribute)? {
        let size = MemoryLayout<nlattr>.size
        guard let header = rest.load(nlattr.self) else { return nil }
        let length = Int(header.nla_len)
        guard length >= size, length <= rest.count else { return nil }
        let value = rest.dropFirst(size).prefix(length - size)
        rest = rest.dropFirst(Self.aligned(length))
        return (header.nla_type & Self.typeMask, NetlinkAttribute(bytes: value))
    }

    /// `NLA_TYPE_MASK`.
    private static let typeMask = ~UInt16(NLA_F_NESTED | NLA_F_NET_BYTEORDER)

    /// `NLA_ALIGN`, which is also `NLMSG_ALIGN`.
    static func aligned(_ length: Int) -> Int { (length + Int(NLA_ALIGNTO) - 1) & ~(Int(NLA_ALIGNTO) - 1) }

    private func first(_ type: UInt16) -> NetlinkAttribute? {
        var rest = self
        while let (found, attribute) = rest.next() { if found == type { return attribute } }
        return nil
    }

    /// The first attribute of a type, by its name in the kernel's headers, such as `IFLA_IFNAME`.
    public subscript(_ type: Int) -> NetlinkAttribute? { first(UInt16(truncatingIfNeeded: type)) }

    /// The first attribute of a type, by its name in the kernel's headers, such as `NFTA_RULE_HANDLE`.
    @inlinable
    public subscript<Type: RawRepresentable<UInt32>>(_ type: Type) -> NetlinkAttribute? { self[Int(type.rawValue)] }
}
