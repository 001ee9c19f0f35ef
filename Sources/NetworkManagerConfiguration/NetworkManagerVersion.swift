import Base

/// A version of NetworkManager.
public struct NetworkManagerVersion: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The first number, 1 for every release since 2014.
    public let major: Int
    /// The second number: even for stable series, odd for development.
    public let minor: Int
    /// The third number.
    public let micro: Int

    /// Takes the three numbers.
    public init(_ major: Int, _ minor: Int, _ micro: Int = 0) {
        self.major = major
        self.minor = minor
        self.micro = micro
    }

    /// Reads the leading numbers of a version as the bus, a package or a plugin directory gives it: `1.42.4`,
    /// `1.42.4-1+deb12u1`,
    /// `1:1.18.8-2.el7`, `1.52~rc2`, `NetworkManager 1.30.6`.
    ///
    /// Gives nil where there are not at least two numbers.
    public init?(_ text: some StringProtocol) {
        var words = text.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "\n" })[...]
        while let word = words.first, word.first?.isNumber != true { words = words.dropFirst() }
        guard var word = words.first else { return nil }
        // A distribution's epoch says nothing about the program.
        if let colon = word.firstIndex(of: ":") { word = word[word.index(after: colon)...] }
        let numbers = DottedVersion.leadingNumbers(of: word)
        guard numbers.count >= 2 else { return nil }
        self.init(numbers[0], numbers[1], numbers.count > 2 ? numbers[2] : 0)
    }

    /// Older before newer.
    public static func < (left: NetworkManagerVersion, right: NetworkManagerVersion) -> Bool {
        (left.major, left.minor, left.micro) < (right.major, right.minor, right.micro)
    }

    /// The three numbers with dots.
    public var description: String { "\(major).\(minor).\(micro)" }
}
