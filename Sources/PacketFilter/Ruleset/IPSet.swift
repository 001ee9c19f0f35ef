import Base

/// A set of the kernel's ip_set, which rules of x_tables look addresses and ports up in: ipset(8).
struct IPSet: Hashable, Sendable {
    /// One entry: a network, ports or both.
    struct Entry: Hashable, Sendable {
        /// Nil in a set of ports.
        let addresses: AddressRange?
        /// Nil in a set of addresses.
        let ports: ClosedRange<UInt16>?
        /// The number of the ports' protocol; nil where any is meant.
        let transport: UInt8?
    }

    /// Two addresses and all between them.
    struct AddressRange: Hashable, Sendable {
        let first: [UInt8]
        let last: [UInt8]

        init(first: [UInt8], last: [UInt8]) {
            self.first = first
            self.last = last
        }

        /// The addresses of a network, from its own or up to another one.
        init(network: [UInt8], prefix: UInt8, last: [UInt8]?) {
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

    let name: String
    /// Whether it is of IPv6; nil for a set that has no addresses.
    let isIPv6: Bool?
    /// What an entry is made of, such as `["ip", "port"]`.
    let fields: [String]
    let entries: [Entry]
    /// Whether the entries are all that counts: false for types of sets that are not taken apart here.
    let isWhole: Bool
}
