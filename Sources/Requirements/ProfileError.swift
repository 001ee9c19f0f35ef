/// Why there is no such profile, or why its file cannot be used.
public struct ProfileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong.
    public enum Code: Hashable, Sendable {
        /// No profile has this name.
        case unknown
        /// The file is no key file: the line and the parser's sentence.
        case unreadable(line: Int, message: String)
        /// A key that every row of the kind has is missing.
        case missing(key: String)
        /// A key has a value that means nothing.
        case invalid(key: String)
        /// The profile builds on itself.
        case circular
    }

    /// What is wrong.
    public let code: Code
    /// The profile's name.
    public let profile: String
    /// The group in it, where one is to blame.
    public let group: String?

    init(_ code: Code, _ profile: String, _ group: String? = nil) {
        self.code = code
        self.profile = profile
        self.group = group
    }

    /// One sentence without a full stop.
    public var description: String {
        let place = group.map { "profile \(profile), \($0)" } ?? "profile \(profile)"
        return switch code {
        case .unknown: "there is no profile \(profile); nmfence list profiles names them"
        case .unreadable(let line, let message): "\(place), line \(line): \(message)"
        case .missing(let key): "\(place): \(key) is missing"
        case .invalid(let key): "\(place): \(key) is not valid"
        case .circular: "\(place): it builds on itself"
        }
    }
}
