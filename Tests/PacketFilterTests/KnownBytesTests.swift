import Base
import Testing

@testable import PacketFilter

/// Comparisons of bytes of which not all is known.
@Suite struct KnownBytesTests {
    @Test func `a set of bytes knows its ends, its only value, and what a mask makes of it`() {
        let some = ByteSet([3, 64, 200])
        #expect(some.lowest == 3 && some.highest == 200 && some.only == nil)
        #expect(some.contains(64) && !some.contains(65))
        #expect(ByteSet(255).only == 255 && ByteSet(0).only == 0)
        #expect(some.masked(0xF0) == ByteSet([0, 64, 192]))
        #expect(some.masked(0, flipped: 9) == ByteSet(9))
        #expect(ByteSet.any.masked(0x01) == ByteSet([0, 1]))
        #expect(ByteSet(0x0F).masked(0x3C, flipped: 0x01) == ByteSet(0x0D))
    }

    @Test(
        arguments: [
            ([1, 2], [1, 2], Answer.yes), ([1, nil], [1, 2], .unknown), ([3, nil], [1, 2], .no),
            ([1], [1, 2], .unknown),
        ] as [([UInt8?], [UInt8], Answer)])
    func `bytes are equal, are not, or may be`(bytes: [UInt8?], data: [UInt8], wanted: Answer) {
        #expect(bytes.map { $0.map { ByteSet($0) } ?? .any }.equals(data) == wanted)
    }

    @Test(
        arguments: [
            ([1, 5], [1, 0], [1, 9], Answer.yes), ([1, 0], [1, 0], [1, 9], .yes), ([1, 9], [1, 0], [1, 9], .yes),
            ([2, 0], [1, 0], [1, 9], .no), ([0, 9], [1, 0], [1, 9], .no), ([1, nil], [1, 0], [1, 9], .unknown),
            ([1, nil], [0, 0], [2, 0], .yes), ([3, nil], [1, 0], [1, 9], .no), ([3, nil], [1, 0], nil, .yes),
        ] as [([UInt8?], [UInt8], [UInt8]?, Answer)])
    func `bytes are in a range, are not, or may be`(bytes: [UInt8?], first: [UInt8], last: [UInt8]?, wanted: Answer) {
        #expect(bytes.map { $0.map { ByteSet($0) } ?? .any }.isWithin(first, last) == wanted)
    }

    @Test func `numbers in the processor's order are read as the processor has them`() {
        let bytes = [ByteSet](host: UInt32(0x0102_0304)).compactMap(\.only)
        #expect(bytes == withUnsafeBytes(of: UInt32(0x0102_0304)) { Array($0) })
        #expect([ByteSet](hostLowest: ByteSet(8), others: ByteSet(0)) == [ByteSet](host: UInt32(8)))
    }

    @Test(arguments: [
        (Answer.yes, Answer.no, Answer.no, Answer.yes), (.unknown, .no, .no, .unknown),
        (.unknown, .yes, .unknown, .yes),
        (.unknown, .unknown, .unknown, .unknown), (.yes, .yes, .yes, .yes), (.no, .no, .no, .no),
    ])
    func `answers are joined as in three-valued logic`(left: Answer, right: Answer, and: Answer, or: Answer) {
        #expect((left && right) == and && (right && left) == and)
        #expect((left || right) == or && (right || left) == or)
        #expect(!(!left) == left)
    }
}
