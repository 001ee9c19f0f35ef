import Base

/// The values that a byte of a packet may have, as far as is known.
struct ByteSet: Hashable, Sendable {
    private var words: SIMD4<UInt64>

    /// Any value.
    static let any = ByteSet(words: SIMD4(repeating: .max))

    private init(words: SIMD4<UInt64>) { self.words = words }

    /// One value.
    init(_ value: UInt8) {
        words = .zero
        insert(value)
    }

    /// Some values.
    init(_ values: some Sequence<UInt8>) {
        words = .zero
        for value in values { insert(value) }
    }

    private mutating func insert(_ value: UInt8) { words[Int(value >> 6)] |= 1 << UInt64(value & 63) }

    func contains(_ value: UInt8) -> Bool { words[Int(value >> 6)] >> UInt64(value & 63) & 1 == 1 }

    /// The values that are not in another set; nil where there is none.
    func subtracting(_ other: ByteSet) -> ByteSet? {
        let rest = words & ~other.words
        return rest == .zero ? nil : ByteSet(words: rest)
    }

    /// The values that are in both.
    func intersection(_ other: ByteSet) -> ByteSet { ByteSet(words: words & other.words) }

    /// The values that are in either.
    func union(_ other: ByteSet) -> ByteSet { ByteSet(words: words | other.words) }

    func overlaps(_ other: ByteSet) -> Bool { words & other.words != .zero }

    /// The lowest value; 0 where there is none.
    var lowest: UInt8 {
        for index in 0..<4 where words[index] != 0 { return UInt8(index * 64 + words[index].trailingZeroBitCount) }
        return 0
    }

    /// The highest value; 0 where there is none.
    var highest: UInt8 {
        for index in (0..<4).reversed() where words[index] != 0 {
            return UInt8(index * 64 + 63 - words[index].leadingZeroBitCount)
        }
        return 0
    }

    /// The value where there is only one.
    var only: UInt8? {
        let count = (0..<4).reduce(0) { $0 + words[$1].nonzeroBitCount }
        return count == 1 ? lowest : nil
    }

    /// What comes of all values when bits are masked and flipped.
    func masked(_ mask: UInt8, flipped flip: UInt8 = 0) -> ByteSet {
        if mask == 0xFF, flip == 0 { return self }
        if mask == 0 { return ByteSet(flip) }
        if let only { return ByteSet(only & mask ^ flip) }
        return ByteSet((UInt8.min...UInt8.max).lazy.filter(contains).map { $0 & mask ^ flip })
    }
}

extension [ByteSet] {
    /// What the bytes may be where they are these, or as many others.
    func union(_ others: [ByteSet]) -> [ByteSet] { zip(self, others).map { $0.union($1) } }
}
