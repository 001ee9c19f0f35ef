import Base
import Netlink

/// A test of some bits of a mark, as -m mark and -m connmark have it.
struct MarkTest: Sendable {
    private let mark, mask: [UInt8]
    private let isInverted: Bool

    init(_ mark: UInt32, mask: UInt32, invert: UInt8) {
        (self.mark, self.mask, isInverted) = (Array(bytesOf: mark), Array(bytesOf: mask), invert != 0)
    }

    /// Whether a mark passes.
    func holds(for value: [ByteSet]) -> Answer {
        zip(value, mask).map { $0.masked($1) }.equals(mark).inverted(isInverted)
    }
}
