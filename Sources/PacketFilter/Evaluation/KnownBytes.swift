import Base

extension [ByteSet] {
    /// Bytes that are known.
    init(known bytes: some Sequence<UInt8>) { self = bytes.map { ByteSet($0) } }

    /// A number that is known, in the processor's order.
    init(host number: some FixedWidthInteger) {
        self = Swift.withUnsafeBytes(of: number) { bytes in bytes.map { ByteSet($0) } }
    }

    /// A number of four bytes in the processor's order of which the lowest eight bits are known.
    init(hostLowest lowest: ByteSet, others: ByteSet) {
        let isLittleEndian = UInt16(littleEndian: 1) == 1
        self = isLittleEndian ? [lowest, others, others, others] : [others, others, others, lowest]
    }

    /// A number that is one of some, with the highest byte first; behind the first byte that is not known, others are
    /// let in.
    init(network range: ClosedRange<Int>, count: Int) {
        var isKnown = true
        self = (1...count).map { index in
            let shift = (count - index) * 8
            let first = UInt8(truncatingIfNeeded: range.lowerBound >> shift)
            let last = UInt8(truncatingIfNeeded: range.upperBound >> shift)
            guard isKnown, first <= last else { return .any }
            isKnown = first == last
            return ByteSet(first...last)
        }
    }

    /// The same in the processor's order.
    init(host range: ClosedRange<Int>, count: Int) {
        let bytes = [ByteSet](network: range, count: count)
        self = 1.bigEndian == 1 ? bytes : bytes.reversed()
    }

    /// Bytes of which nothing is known.
    init(unknown count: Int) { self = [ByteSet](repeating: .any, count: count) }
}

extension RandomAccessCollection<ByteSet> where Index == Int {
    /// Whether the bytes are what these are, as far as both are known.
    func equals(_ other: [ByteSet]) -> Answer {
        guard count == other.count else { return .unknown }
        let values = other.compactMap(\.only)
        if values.count == count { return equals(values) }
        return zip(self, other).allSatisfy { $0.overlaps($1) } ? .unknown : .no
    }

    /// Whether the bytes are these.
    func equals(_ data: [UInt8]) -> Answer {
        guard count == data.count else { return .unknown }
        var isCertain = true
        for (byte, value) in zip(self, data) {
            guard byte.contains(value) else { return .no }
            if byte.only == nil { isCertain = false }
        }
        return isCertain ? .yes : .unknown
    }

    /// Whether the bytes, as a number with the highest byte first, are less than these.
    func isLess(than data: [UInt8]) -> Answer {
        guard count == data.count else { return .unknown }
        // Bounds may be wider than the truth: an "unknown" too many, never a wrong "yes".
        if lazy.map(\.highest).lexicographicallyPrecedes(data) { return .yes }
        return lazy.map(\.lowest).lexicographicallyPrecedes(data) ? .unknown : .no
    }

    /// Whether the bytes are in a range, both ends included.
    /// - Parameter last: nil for no end.
    func isWithin(_ first: [UInt8], _ last: [UInt8]?) -> Answer {
        if last == first { return equals(first) }
        let isAbove = !isLess(than: first)
        guard let last, isAbove != .no else { return isAbove }
        if last.lexicographicallyPrecedes(lazy.map(\.lowest)) { return .no }
        return isAbove && (last.lexicographicallyPrecedes(lazy.map(\.highest)) ? .unknown : .yes)
    }
}
