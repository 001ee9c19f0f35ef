import Glibc

/// One address and port, as the system's calls take them.
public struct Endpoint: Hashable, Sendable {
    /// The bytes of a `sockaddr`.
    let bytes: [UInt8]
    /// The family, such as `AF_INET`.
    let family: Int32
    /// The address in the usual notation.
    public let address: String
    /// The address alone: four bytes for IPv4, sixteen for IPv6.
    public let addressBytes: [UInt8]

    init(_ number: NumericAddress, port: UInt16) {
        family = number.family
        address = number.text
        addressBytes = number.bytes
        // sockaddr_in and sockaddr_in6 of linux/in.h and in6.h: the port has the network's byte order, the scope has
        // ours.
        let start = Self.bytes(of: UInt16(number.family)) + Self.bytes(of: port.bigEndian)
        bytes =
            number.bytes.count == 4
            ? start + number.bytes + [UInt8](repeating: 0, count: 8)
            : start + [0, 0, 0, 0] + number.bytes + Self.bytes(of: number.scope)
    }

    private static func bytes(of number: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: number) { Array($0) }
    }
}
