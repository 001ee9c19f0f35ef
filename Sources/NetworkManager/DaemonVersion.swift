import Base

/// A version of NetworkManager, such as `1.42.4`, `1.42.4-1.fc38` or `1.58.1-rc2`.
public struct DaemonVersion: Hashable, Sendable, CustomStringConvertible {
    /// The version as the daemon says it.
    public let text: String
    /// The first number.
    public let major: Int
    /// The second number; odd while in development, in which case it belongs to the next even one.
    public let minor: Int
    /// The third number; zero where there is none.
    public let micro: Int

    /// The version, or nil if the text does not begin with two numbers and a point between them.
    ///
    /// What follows the third number is kept in ``text`` and means nothing for comparisons: distributions append what
    /// they like.
    public init?(_ text: String) {
        let numbers = DottedVersion.leadingNumbers(of: text)
        guard numbers.count > 1 else { return nil }
        self.text = text
        (major, minor) = (numbers[0], numbers[1])
        micro = numbers.count > 2 ? numbers[2] : 0
    }

    /// Whether it is this version, or a later one.
    public func isAtLeast(_ major: Int, _ minor: Int, _ micro: Int = 0) -> Bool {
        (self.major, self.minor, self.micro) >= (major, minor, micro)
    }

    /// The version as the daemon says it.
    public var description: String { text }
}
