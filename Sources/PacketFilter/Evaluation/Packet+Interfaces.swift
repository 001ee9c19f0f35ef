import CLinux
import Glibc

extension Packet {
    /// What rules see of an interface.
    enum SeenInterface {
        /// There is none: a packet that comes to this node goes out nowhere.
        case none
        /// There may be any, or none.
        case unknown
        /// There is one; nil where it is not known which.
        case some(Interface?)
    }

    /// What rules at a hook see of the interface that the packet comes in or goes out by.
    func interface(isInput: Bool, at point: Chain.Hook.Point) -> SeenInterface {
        switch direction {
        case .incoming: isInput ? .some(input) : .none
        case .outgoing: isInput ? .none : .some(output)
        // Where it goes is decided behind prerouting; behind forward only newer kernels still say where it came from.
        case .forwarded where isInput: point == .postrouting && !keepsInput ? .unknown : .some(input)
        case .forwarded: [.forward, .postrouting].contains(point) ? .some(output) : .none
        }
    }
}

extension Packet.SeenInterface {
    /// The index in the processor's order; 0 for none.
    var index: [ByteSet] {
        switch self {
        case .none: [ByteSet](host: UInt32(0))
        case .some(let interface?): interface.index.map { [ByteSet](host: $0) } ?? Self.unknownIndex
        case .some(nil), .unknown: Self.unknownIndex
        }
    }

    /// The kind of device in the processor's order; nil where there is none.
    var type: [ByteSet]? {
        switch self {
        case .none: nil
        case .some(let interface?): interface.type.map { [ByteSet](host: $0) } ?? Self.unknownType
        case .some(nil), .unknown: Self.unknownType
        }
    }

    private static let unknownType = [ByteSet](unknown: MemoryLayout<UInt16>.size)
    private static let unknownIndex = [ByteSet](unknown: MemoryLayout<UInt32>.size)

    /// The name, filled up with zeros.
    var name: [ByteSet] {
        let size = Int(IFNAMSIZ)
        switch self {
        case .none: return [ByteSet](repeating: ByteSet(0), count: size)
        case .unknown: return [ByteSet](unknown: size)
        // Whatever it is called, it is not `lo`: names of two letters are not for others.
        case .some(nil): return [.any, .any, ByteSet(1...255)] + [ByteSet](unknown: size - 3)
        case .some(let interface?):
            let bytes = Array(interface.name.utf8.prefix(size - 1))
            return [ByteSet](known: bytes + [UInt8](repeating: 0, count: size - bytes.count))
        }
    }
}
