public import Base

/// A kernel's release as uname(2) has it, taken apart into numbers.
///
/// `4.18.0-553.16.1.el8_10.x86_64` is upstream 4.18.0, the vendor's build 553.16.1, made for `el8`.
public struct KernelRelease: Hashable, Sendable {
    /// The release as it is written.
    public let text: String
    /// The upstream version.
    public let upstream: DottedVersion
    /// The vendor's own numbers behind the hyphen; nil where there are none.
    public let build: DottedVersion?
    /// The distribution that the kernel says it was made for, such as `el8`; nil where it says nothing.
    public let vendor: String?

    /// Nil where the text does not start with a number.
    public init?(_ text: String) {
        let halves = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard let upstream = DottedVersion(halves[0]) else { return nil }
        self.text = text
        self.upstream = upstream
        build = halves.count == 2 ? DottedVersion(halves[1]) : nil
        vendor = text.split { $0 == "." || $0 == "-" || $0 == "+" }.lazy.compactMap(Self.vendor).first
    }

    /// Whether this kernel is not older; the vendor's numbers count where the other one has some.
    public func isAtLeast(_ other: KernelRelease) -> Bool {
        if upstream != other.upstream { return upstream > other.upstream }
        guard let theirs = other.build else { return true }
        return build.map { $0 >= theirs } ?? false
    }

    /// Whether the upstream version is not older.
    public func isAtLeast(_ version: DottedVersion) -> Bool { upstream >= version }

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
