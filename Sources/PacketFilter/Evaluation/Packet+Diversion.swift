import Base
import Netlink

extension Packet {
    /// What becomes of the packet where it gets a new destination; nil where it comes to the same place all the same.
    /// - Parameters:
    ///   - address: nil for the packet's own.
    ///   - port: nil for the packet's own.
    ///   - isLocal: whether the address becomes one of this node's.
    func diversion(address: [ByteSet]?, port: [ByteSet]?, isLocal: Bool) -> Verdict? {
        let portNow = [ByteSet](known: [UInt8](bytesOf: number.bigEndian))
        let staysOnPort: Answer = transport == .ip ? .yes : port.map { portNow.equals($0) } ?? .yes
        let host = destination.known
        let staysHere: Answer =
            isLocal
            ? Answer(direction == .incoming)
            : address.map { address in host.map { [ByteSet](known: $0).equals(address) } ?? .unknown } ?? .yes
        switch staysOnPort && staysHere {
        case .yes: return nil
        case .unknown: return .other(direction == .incoming ? "where it sends the packet" : Self.receiver)
        case .no: break
        }
        let (to, number) = (address.map(Self.text) ?? "this node", port.flatMap(Self.number))
        return .divert(to: number.map { "port \($0) of \(to)" } ?? to)
    }

    private static func number(_ bytes: [ByteSet]) -> UInt16? {
        guard bytes.count == 2, let high = bytes[0].only, let low = bytes[1].only else { return nil }
        return UInt16(high) << 8 | UInt16(low)
    }

    private static func text(_ address: [ByteSet]) -> String {
        let bytes = address.compactMap(\.only)
        switch bytes.count {
        case 4: return bytes.map(String.init).joined(separator: ".")
        case 16:
            return stride(from: 0, to: 16, by: 2)
                .map { String(UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]), radix: 16) }.joined(separator: ":")
        default: return "another address"
        }
    }
}
