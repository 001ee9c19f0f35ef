import Base
import CLinux
import Netlink

/// Addresses from one to another. Ref: net/netfilter/xt_iprange.c, iprange_mt4 and iprange_mt6.
struct XTIprange: Match {
    static let names = ["iprange"]

    private let info: xt_iprange_mtinfo

    init?(_ info: ExtensionInfo) {
        guard info.revision == 1, let structure = info.structure(xt_iprange_mtinfo.self) else { return nil }
        self.info = structure
    }

    func matches(_ walk: Walk) -> Answer {
        let packet = walk.packet
        let (source, destination) = (packet.address(isSource: true), packet.address(isSource: false))
        func isAsked(_ flag: Int) -> Bool { Int(info.flags) & flag != 0 }
        func isWithin(_ address: ArraySlice<ByteSet>, _ low: nf_inet_addr, _ high: nf_inet_addr) -> Answer {
            address.isWithin(low.bytes(address.count), high.bytes(address.count))
        }
        let isFrom = isWithin(source, info.src_min, info.src_max).inverted(isAsked(IPRANGE_SRC_INV))
        let isTo = isWithin(destination, info.dst_min, info.dst_max).inverted(isAsked(IPRANGE_DST_INV))
        return (isAsked(IPRANGE_SRC) ? isFrom : .yes) && (isAsked(IPRANGE_DST) ? isTo : .yes)
    }
}

extension nf_inet_addr {
    /// The address's bytes: four for IPv4, sixteen for IPv6.
    func bytes(_ count: Int) -> [UInt8] { Array([UInt8](bytesOf: self).prefix(count)) }
}
