public import KeyFile

/// A hardware address, as NetworkManager parses one.
public struct HardwareAddress: Hashable, Sendable {
    /// Its bytes, at most 20.
    public let bytes: [UInt8]

    /// Reads hexadecimal bytes of one or two digits with `:` or `-` between them (the same one throughout); nil for
    /// anything else.
    public init?(_ text: RawText) {
        var bytes: [UInt8] = []
        guard
            let separator = text.bytes.first(where: { $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "-") })
                ?? (text.count <= 2 ? UInt8(ascii: ":") : nil)
        else { return nil }
        for part in text.bytes.split(separator: separator, omittingEmptySubsequences: false) {
            guard (1...2).contains(part.count), bytes.count < 20,
                part.allSatisfy({ ($0 >= 48 && $0 <= 57) || ($0 | 32 >= 97 && $0 | 32 <= 102) }),
                let byte = UInt8(String(decoding: part, as: UTF8.self), radix: 16)
            else { return nil }
            bytes.append(byte)
        }
        guard !bytes.isEmpty else { return nil }
        self.bytes = bytes
    }
}

extension HardwareAddress {
    /// Whether a device can have an address of this length: Ethernet and its likes, 802.15.4 and FireWire, InfiniBand.
    /// NetworkManager reads others too, and none of them ever fits.
    var isPossible: Bool { [6, 8, 20].contains(bytes.count) }

    /// The address as the kernel prints it.
    var text: RawText {
        let digits = Array("0123456789abcdef".utf8)
        return RawText(Array(bytes.map { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }.joined(separator: [58])))
    }

    /// InfiniBand addresses are compared by their last eight bytes.
    var comparable: [UInt8] { bytes.count == 20 ? [20] + bytes.suffix(8) : bytes }
}
