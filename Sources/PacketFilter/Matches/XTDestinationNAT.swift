import Base
import CLinux
import Netlink

/// Gives the packet another destination. Ref: net/netfilter/xt_nat.c, xt_dnat_target_v0 to v2, and
/// net/netfilter/xt_REDIRECT.c, redirect_tg4 and redirect_tg6.
struct XTDestinationNAT: Target {
    static let names = ["DNAT", "REDIRECT"]

    var tracksConnections: Bool { true }

    private let info: ExtensionInfo

    init?(_ info: ExtensionInfo) { self.info = info }

    /// New addresses and ports from one to another, of which any may be taken; nil leaves the packet's own.
    private struct Range {
        var address, port: [ByteSet]?

        /// - Parameter width: the length of an address.
        init(
            _ flags: UInt32, address low: [UInt8], _ high: [UInt8], port first: nf_conntrack_man_proto,
            _ last: nf_conntrack_man_proto
        ) {
            if flags & UInt32(NF_NAT_RANGE_MAP_IPS) != 0 { address = Self.value(low, high) }
            if flags & UInt32(NF_NAT_RANGE_PROTO_SPECIFIED) != 0 {
                port = Self.value([UInt8](bytesOf: first), [UInt8](bytesOf: last))
            }
        }

        private static func value(_ low: [UInt8], _ high: [UInt8]) -> [ByteSet] {
            low == high ? [ByteSet](known: low) : [ByteSet](unknown: low.count)
        }
    }

    func apply(to walk: inout Walk) {
        walk.state.isTranslated = .yes
        guard let range = range(for: walk.packet) else { return walk.decide(.other("the target \(info.name)")) }
        let isLocal = info.name == "REDIRECT"
        let diversion = walk.packet.diversion(
            address: isLocal ? nil : range.address, port: range.port, isLocal: isLocal)
        walk.decide(diversion ?? .accept)
    }

    /// For IPv4 the first revisions have a structure of their own.
    private func range(for packet: Packet) -> Range? {
        if !packet.isIPv6, info.revision == 0 || info.name == "REDIRECT" {
            return info.structure(nf_nat_ipv4_multi_range_compat.self).map { info in
                Range(
                    info.range.flags, address: [UInt8](bytesOf: info.range.min_ip),
                    [UInt8](bytesOf: info.range.max_ip), port: info.range.min, info.range.max)
            }
        }
        // Revision 2 has more behind.
        return info.structure(nf_nat_range.self).map { info in
            let width = packet.sourceRange.count
            return Range(
                info.flags, address: info.min_addr.bytes(width), info.max_addr.bytes(width), port: info.min_proto,
                info.max_proto)
        }
    }
}
