import CLinux
import Glibc
import Netlink

extension IPSet {
    /// The fields of entries that are taken apart here.
    private static let known = [["ip"], ["net"], ["port"], ["ip", "port"], ["net", "port"]]

    /// Reads IPSET_ATTR_…, one list for each message of the answer. Ref: net/netfilter/ipset/ip_set_core.c,
    /// ip_set_dump_do.
    init(_ name: String, _ answers: [NetlinkAttributes]) {
        let type = answers.lazy.compactMap { $0[IPSET_ATTR_TYPENAME]?.text }.first ?? ""
        let fields = type.split(separator: ":").last.map { $0.split(separator: ",").map(String.init) } ?? []
        let family = answers.lazy.compactMap { $0[IPSET_ATTR_FAMILY]?.byte }.first.map(Int.init)
        // A mask is put over addresses before they are looked up.
        let hasMask = answers.contains { answer in
            let data = answer[IPSET_ATTR_DATA]?.attributes
            return data?[IPSET_ATTR_NETMASK] != nil || data?[NMFENCE_IPSET_ATTR_BITMASK] != nil
        }
        var entries: [Entry] = []
        var isWhole = !hasMask && Self.known.contains(fields)
        for answer in answers where isWhole {
            for (_, entry) in answer[IPSET_ATTR_ADT]?.attributes ?? NetlinkAttributes() {
                guard let entry = Entry(entry.attributes, fields) else {
                    isWhole = false
                    break
                }
                entries.append(entry)
            }
        }
        self.init(
            name: name, isIPv6: family == NFPROTO_IPV6 ? true : family == NFPROTO_IPV4 ? false : nil, fields: fields,
            entries: entries, isWhole: isWhole)
    }
}

extension IPSet.Entry {
    /// Reads the attributes of an entry; nil for one that takes others out of the set, or that lacks something.
    fileprivate init?(_ attributes: NetlinkAttributes, _ fields: [String]) {
        let flags = attributes[IPSET_ATTR_CADT_FLAGS]?.network32 ?? 0
        guard flags & IPSET_FLAG_NOMATCH.rawValue == 0 else { return nil }
        if fields.first == "port" {
            addresses = nil
        } else {
            guard let bytes = attributes.address(IPSET_ATTR_IP) else { return nil }
            addresses = IPSet.AddressRange(
                network: bytes, prefix: attributes[IPSET_ATTR_CIDR]?.byte ?? UInt8(bytes.count * UInt8.bitWidth),
                last: attributes.address(IPSET_ATTR_IP_TO))
        }
        guard fields.contains("port") else {
            (ports, transport) = (nil, nil)
            return
        }
        guard let first = attributes[IPSET_ATTR_PORT]?.network16 else { return nil }
        let last = attributes[IPSET_ATTR_PORT_TO]?.network16 ?? first
        guard first <= last else { return nil }
        ports = first...last
        transport = attributes[IPSET_ATTR_PROTO]?.byte
    }
}

extension NetlinkAttributes {
    /// The bytes of an address of either version of IP.
    fileprivate func address(_ type: Int) -> [UInt8]? {
        let address = self[type]?.attributes
        return (address?[IPSET_ATTR_IPADDR_IPV4] ?? address?[IPSET_ATTR_IPADDR_IPV6]).map { Array($0.bytes) }
    }
}
