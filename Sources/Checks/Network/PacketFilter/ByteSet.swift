/// The values that a byte of a packet may have, as far as is known.
struct ByteSet: Hashable {
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

    func overlaps(_ other: ByteSet) -> Bool { words & other.words != .zero }

    var lowest: UInt8 { (UInt8.min...UInt8.max).first(where: contains) ?? 0 }
    var highest: UInt8 { (UInt8.min...UInt8.max).last(where: contains) ?? 0 }

    /// The value where there is only one.
    var only: UInt8? {
        let count = (0..<4).reduce(0) { $0 + words[$1].nonzeroBitCount }
        return count == 1 ? lowest : nil
    }

    /// What comes of all values when bits are masked and flipped.
    func masked(_ mask: UInt8, flipped flip: UInt8) -> ByteSet {
        if mask == 0xFF, flip == 0 { return self }
        return ByteSet((UInt8.min...UInt8.max).lazy.filter(contains).map { $0 & mask ^ flip })
    }
}

/// An answer that may not be known.
enum Trilean: Hashable {
    case no, maybe, yes

    init(_ value: Bool) { self = value ? .yes : .no }

    static prefix func ! (answer: Trilean) -> Trilean {
        switch answer {
        case .no: .yes
        case .maybe: .maybe
        case .yes: .no
        }
    }

    static func || (left: Trilean, right: Trilean) -> Trilean { !(!left && !right) }

    static func && (left: Trilean, right: Trilean) -> Trilean {
        left == .no || right == .no ? .no : left == .yes && right == .yes ? .yes : .maybe
    }
}

extension [ByteSet] {
    /// Whether the bytes are what these are, as far as both are known.
    func equals(_ other: [ByteSet]) -> Trilean {
        guard count == other.count else { return .maybe }
        let values = other.compactMap(\.only)
        if values.count == count { return equals(values) }
        return zip(self, other).allSatisfy { $0.overlaps($1) } ? .maybe : .no
    }

    /// Whether the bytes are these.
    func equals(_ data: [UInt8]) -> Trilean {
        guard count == data.count else { return .maybe }
        var isCertain = true
        for (byte, value) in zip(self, data) {
            guard byte.contains(value) else { return .no }
            if byte.only == nil { isCertain = false }
        }
        return isCertain ? .yes : .maybe
    }

    /// Whether the bytes, as a number with the highest byte first, are less than these.
    func isLess(than data: [UInt8]) -> Trilean {
        guard count == data.count else { return .maybe }
        // Bounds may be wider than the truth: a "maybe" too many, never a wrong "yes".
        if map(\.highest).lexicographicallyPrecedes(data) { return .yes }
        return map(\.lowest).lexicographicallyPrecedes(data) ? .maybe : .no
    }

    /// Whether the bytes are in a range, both ends included.
    func isWithin(_ first: [UInt8], _ last: [UInt8]?) -> Trilean {
        if last == first { return equals(first) }
        let isAbove = !isLess(than: first)
        guard let last else { return isAbove }
        return isAbove
            && (equals(last) == .yes ? .yes : equals(last) == .maybe ? isLess(than: last).orMaybe : isLess(than: last))
    }
}

extension Trilean {
    /// "No" becomes "maybe".
    fileprivate var orMaybe: Trilean { self == .no ? .maybe : self }
}
