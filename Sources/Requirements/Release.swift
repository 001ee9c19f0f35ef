/// A version made of numbers, such as a release of Calico (3.16) or of OpenShift (4.3), compared number by number.
public struct Release: Hashable, Sendable {
    /// The numbers from the left, without zeros at the end: 3.20.0 and 3.20 are the same release.
    public let numbers: [Int]

    /// The digits that a text starts with, after an optional `v`: `v3.27.2-1.el8` is 3.27.2; nil where it starts
    /// otherwise.
    public init?(_ text: some StringProtocol) {
        let digits = text.drop { $0 == "v" }.prefix { $0 == "." || ("0"..."9").contains($0) }
        let parts = digits.split(separator: ".")
        let numbers = parts.compactMap { Int($0) }
        guard !numbers.isEmpty, numbers.count == parts.count else { return nil }
        self.numbers = Array(numbers.reversed().drop { $0 == 0 }.reversed())
    }
}

extension Release: Comparable {
    /// Whether the left one is the older.
    public static func < (left: Release, right: Release) -> Bool {
        left.numbers.lexicographicallyPrecedes(right.numbers)
    }
}

extension Release: CustomStringConvertible {
    /// The numbers with dots, at least two of them.
    public var description: String {
        (numbers + Array(repeating: 0, count: max(0, 2 - numbers.count))).map(String.init).joined(separator: ".")
    }
}
