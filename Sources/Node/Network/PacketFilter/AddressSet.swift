import Glibc
import SystemPackage

/// A set of the kernel's ip_set, which rules of xtables look addresses and ports up in: ipset(8).
public struct AddressSet: Hashable, Sendable {
    /// One entry: a network, ports or both.
    public struct Entry: Hashable, Sendable {
        /// The first and the last address; nil in a set of ports.
        public let addresses: ClosedBytes?
        /// The ports; nil in a set of addresses.
        public let ports: ClosedRange<UInt16>?
        /// The number of the ports' protocol; nil where any is meant.
        public let transport: UInt8?
    }

    /// Two addresses and all between them.
    public struct ClosedBytes: Hashable, Sendable {
        /// The lowest.
        public let first: [UInt8]
        /// The highest.
        public let last: [UInt8]
    }

    /// Its name.
    public let name: String
    /// Whether it is of IPv6; nil for a set that has no addresses.
    public let isIPv6: Bool?
    /// What an entry is made of, such as `["ip", "port"]`.
    public let fields: [String]
    /// Its entries.
    public let entries: [Entry]
    /// Whether the entries are all that counts: false for kinds of sets that are not taken apart here.
    public let isWhole: Bool

    /// Reads sets by the numbers that rules have for them.
    static func sets(_ numbers: Set<UInt16>, within limit: Duration) throws(NetlinkError) -> [UInt16: AddressSet] {
        var sets: [UInt16: AddressSet] = [:]
        guard !numbers.isEmpty else { return sets }
        var socket = try NetlinkSocket(NetlinkSocket.netfilter, within: limit, bytes: 64 << 20)
        for number in numbers {
            guard let name = name(of: number) else { continue }
            var question: [UInt8] = [2, 0, 0, 0]
            question.appendAttribute(1, [protocolVersion])
            question.appendAttribute(2, Array(name.utf8) + [0])
            sets[number] = AddressSet(
                name, try socket.list(list, question).map { $0.attributes(after: 4) })
        }
        return sets
    }

    /// Numbers of linux/netfilter/ipset/ip_set.h: the protocol's version and IPSET_CMD_LIST of NFNL_SUBSYS_IPSET.
    private static let (protocolVersion, list): (UInt8, UInt16) = (6, 6 << 8 | 7)
    /// SO_IP_SET and IP_SET_OP_GET_BYINDEX.
    private static let (option, nameByNumber): (Int32, UInt32) = (83, 7)

    /// `struct ip_set_req_get_set`: the operation, the version and the number, in whose place the name comes back.
    private static func name(of number: UInt16) -> String? {
        let socket = socket(AF_INET, Int32(SOCK_RAW.rawValue | SOCK_CLOEXEC.rawValue), 255)
        guard socket >= 0 else { return nil }
        defer { close(socket) }
        var request: [UInt8] = []
        request.appendNative(nameByNumber)
        request.appendNative(UInt32(protocolVersion))
        request.appendNative(number)
        request += [UInt8](repeating: 0, count: 40 - request.count)
        var length = socklen_t(request.count)
        guard getsockopt(socket, Int32(IPPROTO_IP), option, &request, &length) == 0 else { return nil }
        let name = String(decoding: request[8...].prefix { $0 != 0 }, as: UTF8.self)
        return name.isEmpty ? nil : name
    }

    private init(_ name: String, _ answers: [NetlinkAttributes]) {
        self.name = name
        let kind = answers.lazy.compactMap { $0.text(3) }.first ?? ""
        fields = kind.split(separator: ":").last.map { $0.split(separator: ",").map(String.init) } ?? []
        switch answers.lazy.compactMap({ $0[5]?.first }).first {
        case 2: isIPv6 = false
        case 10: isIPv6 = true
        default: isIPv6 = nil
        }
        // A mask that is put over addresses before they are looked up: IPSET_ATTR_NETMASK, IPSET_ATTR_BITMASK.
        let hasMask = answers.contains { $0.nested(7).map { $0[20] != nil || $0[27] != nil } ?? false }
        var entries: [Entry] = []
        var isWhole = !hasMask && [["ip"], ["net"], ["port"], ["ip", "port"], ["net", "port"]].contains(fields)
        for answer in answers where isWhole {
            for (_, bytes) in answer.nested(8) ?? NetlinkAttributes([]) {
                guard let entry = Entry(NetlinkAttributes(bytes), fields) else {
                    isWhole = false
                    break
                }
                entries.append(entry)
            }
        }
        self.entries = entries
        self.isWhole = isWhole
    }
}

extension AddressSet.Entry {
    /// The attributes of an entry; nil for one that takes others out of the set, or that lacks something.
    fileprivate init?(_ attributes: NetlinkAttributes, _ fields: [String]) {
        // IPSET_FLAG_NOMATCH.
        guard (attributes.big32(8) ?? 0) & 4 == 0 else { return nil }
        if fields[0] == "port" {
            addresses = nil
        } else {
            guard let address = attributes.nested(1), let bytes = (address[1] ?? address[2]).map({ Array($0) })
            else { return nil }
            let last = attributes.nested(2).flatMap { ($0[1] ?? $0[2]).map { Array($0) } }
            addresses = AddressSet.ClosedBytes(
                network: bytes, prefix: attributes[3]?.first ?? UInt8(bytes.count * 8), last: last)
        }
        if fields.contains("port") {
            guard let first = attributes[4]?.number16(at: 0)?.byteSwapped else { return nil }
            let last = attributes[5]?.number16(at: 0)?.byteSwapped ?? first
            guard first <= last else { return nil }
            ports = first...last
            transport = attributes[7]?.first
        } else {
            (ports, transport) = (nil, nil)
        }
    }
}

extension AddressSet.ClosedBytes {
    fileprivate init(network: [UInt8], prefix: UInt8, last: [UInt8]?) {
        var (low, high) = (network, network)
        for index in network.indices {
            let bits = max(0, min(8, Int(prefix) - index * 8))
            let host = UInt8(truncatingIfNeeded: 0xFF >> bits)
            low[index] &= ~host
            high[index] |= host
        }
        self.init(first: low, last: last ?? high)
    }
}
