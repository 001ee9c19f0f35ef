/// A kernel's release as uname(2) has it, taken apart into numbers.
///
/// `4.18.0-553.16.1.el8_10.x86_64` is upstream 4.18.0, the vendor's build 553.16.1, made for `el8`.
public struct KernelRelease: Hashable, Sendable {
    /// The release as it is written.
    public let text: String
    /// The upstream version: as many numbers as there are, at least one.
    public let upstream: [Int]
    /// The vendor's own numbers behind the hyphen.
    public let build: [Int]
    /// The distribution that the kernel says it was made for, such as `el8`; nil where it says nothing.
    public let vendor: String?

    /// Nil where the text does not start with a number.
    public init?(_ text: String) {
        let halves = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        let upstream = Self.numbers(halves[0])
        guard !upstream.isEmpty else { return nil }
        self.text = text
        self.upstream = upstream
        build = halves.count == 2 ? Self.numbers(halves[1]) : []
        vendor = text.split { $0 == "." || $0 == "-" || $0 == "+" }.lazy.compactMap(Self.vendor).first
    }

    /// Whether this kernel is not older; the vendor's numbers count where the other one has some.
    public func isAtLeast(_ other: KernelRelease) -> Bool {
        let length = max(upstream.count, other.upstream.count)
        let (mine, theirs) = (Self.padded(upstream, length), Self.padded(other.upstream, length))
        if mine != theirs { return theirs.lexicographicallyPrecedes(mine) }
        return !build.lexicographicallyPrecedes(other.build)
    }

    /// Whether the upstream version is not older than these numbers.
    public func isAtLeast(_ numbers: [Int]) -> Bool {
        let length = max(upstream.count, numbers.count)
        return !Self.padded(upstream, length).lexicographicallyPrecedes(Self.padded(numbers, length))
    }

    private static func padded(_ numbers: [Int], _ length: Int) -> [Int] {
        numbers + Array(repeating: 0, count: length - numbers.count)
    }

    /// The numbers between dots, up to the first word that is none; `117+deb13` still counts as 117.
    private static func numbers(_ text: Substring) -> [Int] {
        var numbers: [Int] = []
        for part in text.split(separator: ".", omittingEmptySubsequences: false) {
            let digits = part.prefix { ("0"..."9").contains($0) }
            guard let number = Int(digits), number < 1_000_000 else { break }
            numbers.append(number)
            if digits.count < part.count { break }
        }
        return numbers
    }

    /// `el8_10` is `el8`; `deb13` and `fc41` are as they are.
    private static func vendor(_ word: Substring) -> String? {
        for prefix in ["el", "deb", "fc", "amzn", "ocs"] where word.hasPrefix(prefix) {
            let digits = word.dropFirst(prefix.count).prefix { ("0"..."9").contains($0) }
            if !digits.isEmpty { return prefix + digits }
        }
        return nil
    }
}

extension KernelRelease: CustomStringConvertible {
    /// The release as it is written.
    public var description: String { text }
}
