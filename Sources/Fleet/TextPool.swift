/// Texts of JSON documents, each kept once and as it is written there: ten thousand nodes say the same few hundred
/// things, and a string of its own for each would take more memory than the reports.
struct TextPool {
    /// The number of a text; none where there is no text.
    struct Index: Hashable {
        fileprivate let number: Int32
        static let none = Index(number: -1)
    }

    private var bytes: [UInt8] = []
    private var ends: [Int] = []
    /// The numbers by the hash of the text, with gaps: a place that is taken sends on to the next.
    private var table = [Int32](repeating: -1, count: 1 << 10)

    /// The number of the text, which is kept where it is new.
    mutating func index(of text: UnsafeRawBufferPointer) -> Index {
        var hasher = Hasher()
        hasher.combine(bytes: text)
        let mask = table.count - 1
        var place = hasher.finalize() & mask
        while table[place] >= 0 {
            if isEqual(table[place], text) { return Index(number: table[place]) }
            place = (place + 1) & mask
        }
        let number = Int32(ends.count)
        bytes.append(contentsOf: text)
        ends.append(bytes.count)
        table[place] = number
        if ends.count * 2 > table.count { grow() }
        return Index(number: number)
    }

    /// The text, with the escapes of JSON resolved; nil for none.
    func text(_ index: Index) -> String? {
        guard index.number >= 0 else { return nil }
        return bytes[range(index.number)].withUnsafeBytes { JSONText.decoded($0) }
    }

    /// Whether one text sorts before another, by its bytes.
    func isLess(_ left: Index, _ right: Index) -> Bool {
        guard left.number >= 0, right.number >= 0 else { return left.number < right.number }
        return bytes[range(left.number)].lexicographicallyPrecedes(bytes[range(right.number)])
    }

    private func range(_ number: Int32) -> Range<Int> {
        (number == 0 ? 0 : ends[Int(number) - 1])..<ends[Int(number)]
    }

    private func isEqual(_ number: Int32, _ text: UnsafeRawBufferPointer) -> Bool {
        let range = range(number)
        return range.count == text.count && bytes[range].withUnsafeBytes { $0.elementsEqual(text) }
    }

    private mutating func grow() {
        table = [Int32](repeating: -1, count: table.count * 2)
        let mask = table.count - 1
        for number in 0..<Int32(ends.count) {
            var hasher = Hasher()
            bytes[range(number)].withUnsafeBytes { hasher.combine(bytes: $0) }
            var place = hasher.finalize() & mask
            while table[place] >= 0 { place = (place + 1) & mask }
            table[place] = number
        }
    }
}
