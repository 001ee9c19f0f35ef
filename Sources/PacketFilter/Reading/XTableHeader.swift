import CLinux
import Netlink

/// What a rule of x_tables asks of the IP header: `struct ipt_entry` or `struct ip6t_entry`. Ref:
/// net/ipv4/netfilter/ip_tables.c, ip_packet_match.
struct XTableHeader {
    /// The length of the structure, behind which the matches begin.
    let size: Int
    /// Where the target begins, and where the next rule does, from the rule's first byte.
    let targetOffset, nextOffset: Int
    /// Whether a jump does not come back.
    let isGoto: Bool

    private let family: Table.Family
    private let source, sourceMask, destination, destinationMask: [UInt8]
    private let input, inputMask, output, outputMask: [UInt8]
    private let transport: UInt16
    /// Whether it asks for the later parts of a packet in pieces.
    private let isFragment: Bool
    /// `IPT_INV_…`, which ip6_tables has alike.
    private let inverted: Int32

    /// Reads the structure of a family; nil where there are too few bytes.
    static func of(_ bytes: ArraySlice<UInt8>, _ family: Table.Family) -> XTableHeader? {
        family == .ip6 ? ip6(bytes) : ip(bytes)
    }

    private static func ip(_ bytes: ArraySlice<UInt8>) -> XTableHeader? {
        guard let entry = bytes.load(ipt_entry.self) else { return nil }
        let ip = entry.ip
        return XTableHeader(
            size: MemoryLayout<ipt_entry>.size, targetOffset: Int(entry.target_offset),
            nextOffset: Int(entry.next_offset), isGoto: Int32(ip.flags) & IPT_F_GOTO != 0, family: .ip,
            source: [UInt8](bytesOf: ip.src), sourceMask: [UInt8](bytesOf: ip.smsk),
            destination: [UInt8](bytesOf: ip.dst), destinationMask: [UInt8](bytesOf: ip.dmsk),
            input: [UInt8](bytesOf: ip.iniface), inputMask: [UInt8](bytesOf: ip.iniface_mask),
            output: [UInt8](bytesOf: ip.outiface), outputMask: [UInt8](bytesOf: ip.outiface_mask), transport: ip.proto,
            isFragment: Int32(ip.flags) & IPT_F_FRAG != 0 && Int32(ip.invflags) & IPT_INV_FRAG == 0,
            inverted: Int32(ip.invflags))
    }

    private static func ip6(_ bytes: ArraySlice<UInt8>) -> XTableHeader? {
        guard let entry = bytes.load(ip6t_entry.self) else { return nil }
        let ip = entry.ipv6
        return XTableHeader(
            size: MemoryLayout<ip6t_entry>.size, targetOffset: Int(entry.target_offset),
            nextOffset: Int(entry.next_offset), isGoto: Int32(ip.flags) & IP6T_F_GOTO != 0, family: .ip6,
            source: [UInt8](bytesOf: ip.src), sourceMask: [UInt8](bytesOf: ip.smsk),
            destination: [UInt8](bytesOf: ip.dst), destinationMask: [UInt8](bytesOf: ip.dmsk),
            input: [UInt8](bytesOf: ip.iniface), inputMask: [UInt8](bytesOf: ip.iniface_mask),
            output: [UInt8](bytesOf: ip.outiface), outputMask: [UInt8](bytesOf: ip.outiface_mask), transport: ip.proto,
            isFragment: false, inverted: Int32(ip.invflags))
    }

    /// The same in the expressions of nf_tables.
    var expressions: [any Expression] {
        let (from, to) =
            family == .ip6
            ? (PacketHeader.ip6Source, PacketHeader.ip6Destination)
            : (PacketHeader.ipSource, PacketHeader.ipDestination)
        var expressions =
            address(source, sourceMask, at: from, IPT_INV_SRCIP)
            + address(destination, destinationMask, at: to, IPT_INV_DSTIP)
            + interface(input, inputMask, NFT_META_IIFNAME, IPT_INV_VIA_IN)
            + interface(output, outputMask, NFT_META_OIFNAME, IPT_INV_VIA_OUT)
        if transport != 0 {
            let number = UInt8(truncatingIfNeeded: transport)
            expressions += [NFTMeta.load(NFT_META_L4PROTO), NFTCmp(isEqual: !isInverted(XT_INV_PROTO), [number])]
        }
        // Connection tracking has put packets together before.
        if isFragment { expressions.append(NFTExthdr.load) }
        return expressions
    }

    private func isInverted(_ flag: Int32) -> Bool { inverted & flag != 0 }

    private func address(
        _ address: [UInt8], _ mask: [UInt8], at place: Range<Int>, _ flag: Int32
    ) -> [any Expression] {
        guard mask.contains(where: { $0 != 0 }) else { return [] }
        return [
            NFTPayload.load(
                NFT_PAYLOAD_NETWORK_HEADER, offset: UInt16(place.lowerBound), length: UInt8(place.count), to: .first),
            NFTBitwise(mask: mask), NFTCmp(isEqual: !isInverted(flag), address),
        ]
    }

    private func interface(
        _ name: [UInt8], _ mask: [UInt8], _ key: nft_meta_keys, _ flag: Int32
    ) -> [any Expression] {
        // The mask covers the name's beginning, with the zero behind it where no `+` ends it.
        let length = mask.prefix { $0 != 0 }.count
        guard length > 0 else { return [] }
        return [NFTMeta.load(key), NFTCmp(isEqual: !isInverted(flag), Array(name.prefix(length)))]
    }
}
