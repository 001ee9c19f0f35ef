/// A version as numbers with dots between them, however many: `3.20`, `1.42.4`, `553.16.1`.
///
/// What is missing counts as zero: 3.20 and 3.20.0 are the same.
public struct DottedVersion: Hashable, Sendable {
    /// The numbers from the left, without zeros at the end.
    public let numbers: [Int]
    /// More than any version has: what is larger is no number of a version.
    private static let limit = 1_000_000

    /// Takes the numbers.
    public init(_ numbers: [Int]) {
        self.numbers = Array(numbers[..<((numbers.lastIndex { $0 != 0 } ?? -1) + 1)])
    }

    /// The numbers that a text starts with: see ``leadingNumbers(of:)``. Nil where it starts otherwise.
    public init?(_ text: some StringProtocol) {
        let numbers = Self.leadingNumbers(of: text)
        guard !numbers.isEmpty else { return nil }
        self.init(numbers)
    }

    /// The numbers that a text starts with, up to the first word that is none: `3.27.2-1.el8` is 3.27.2, and
    /// `117+deb13` is 117. An empty word between two dots is passed over.
    public static func leadingNumbers(of text: some StringProtocol) -> [Int] {
        var numbers: [Int] = []
        for part in text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false) {
            let digits = part.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            if let number = Int(String(decoding: digits, as: UTF8.self)), number < limit {
                numbers.append(number)
            } else if numbers.isEmpty || !part.isEmpty {
                break
            }
            if digits.count < part.count { break }
        }
        return numbers
    }
}

extension DottedVersion: Comparable {
    /// Whether the left one is the older.
    public static func < (left: DottedVersion, right: DottedVersion) -> Bool {
        left.numbers.lexicographicallyPrecedes(right.numbers)
    }
}

extension DottedVersion: CustomStringConvertible {
    /// The numbers with dots, at least two of them.
    public var description: String {
        (numbers + Array(repeating: 0, count: max(0, 2 - numbers.count))).map(String.init).joined(separator: ".")
    }
}
