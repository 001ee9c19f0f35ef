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
        var text = String(text)
        return text.withUTF8(leadingNumbers(of:))
    }

    /// The same of bytes, each looked at once: a profile has a release in each row.
    private static func leadingNumbers(of text: UnsafeBufferPointer<UInt8>) -> [Int] {
        var numbers: [Int] = []
        var (number, digits) = (0, 0)
        reading: for byte in text {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                // Beyond the limit it does not matter by how much.
                number = min(number * 10 + Int(byte - UInt8(ascii: "0")), limit)
                digits += 1
            case UInt8(ascii: "."):
                if digits > 0, number < limit {
                    numbers.append(number)
                } else if digits > 0 || numbers.isEmpty {
                    return numbers
                }
                (number, digits) = (0, 0)
            default: break reading
            }
        }
        if digits > 0, number < limit { numbers.append(number) }
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
