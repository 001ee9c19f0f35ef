import Glibc

/// A hardware address as systemd reads it: `parse_hw_addr()` in src/basic/ether-addr-util.c. Bytes with colons or
/// hyphens between, pairs of bytes with dots, or an address of IPv4 or IPv6, as tunnels have them.
struct HardwareAddressText: Hashable {
    let bytes: [UInt8]

    init?(_ text: String) {
        if let numeric = Self.numeric(text) {
            bytes = numeric
            return
        }
        let separator: Character
        if let found = text.first(where: { !$0.isHexDigit }) { separator = found } else { return nil }
        guard separator == ":" || separator == "-" || separator == "." else { return nil }
        let width = separator == "." ? 4 : 2
        var bytes: [UInt8] = []
        for field in text.split(separator: separator, omittingEmptySubsequences: false) {
            guard (1...width).contains(field.count), field.allSatisfy(\.isHexDigit),
                let value = UInt16(field, radix: 16)
            else { return nil }
            if width == 4 { bytes.append(UInt8(value >> 8)) }
            bytes.append(UInt8(value & 0xFF))
        }
        guard [4, 6, 16, 20].contains(bytes.count) else { return nil }
        self.bytes = bytes
    }

    private static func numeric(_ text: String) -> [UInt8]? {
        var address = in_addr()
        if inet_pton(AF_INET, text, &address) == 1 { return withUnsafeBytes(of: address) { Array($0) } }
        var longer = in6_addr()
        if inet_pton(AF_INET6, text, &longer) == 1 { return withUnsafeBytes(of: longer) { Array($0) } }
        return nil
    }
}
