/// Why there is no such profile, or why its file cannot be used.
public struct ProfileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong.
    public enum Code: Hashable, Sendable {
        /// No profile has this name.
        case unknownProfile(String)
        /// The profile builds on itself.
        case circular
        /// The line is neither a comment, nor a group, nor `key=value` in a group.
        case syntax
        /// A group or a key stands twice in one file.
        case repeated(String)
        /// A key that its group cannot have.
        case unknownKey(String, allowed: [String])
        /// A kind of requirement that there is none of.
        case unknownKind(String, allowed: [String])
        /// An id that rows of this kind cannot have, or one that stands for no row.
        case unknownID(String, allowed: [String])
        /// A capability that the program does not know.
        case unknownCapability(String, allowed: [String])
        /// A key that every group of the kind has is missing.
        case missing(key: String)
        /// A key has a value that means nothing.
        case invalid(key: String, value: String, expected: String)
    }

    /// What is wrong.
    public let code: Code
    /// Where.
    public let place: ProfilePlace

    init(_ code: Code, _ place: ProfilePlace) {
        self.code = code
        self.place = place
    }

    /// One sentence without a full stop, with the place and what is allowed there.
    public var description: String {
        switch code {
        case .unknownProfile(let name): "\(place): unknown profile \(name); see 'nmfence list profiles'"
        case .circular: "\(place): the profile builds on itself"
        case .syntax: "\(place): the line is not a comment, a [group] or a key=value in a group"
        case .repeated(let name): "\(place): \(name) occurs twice"
        case .unknownKey(let key, let allowed): "\(place): unknown key \(key); \(Self.list(allowed))"
        case .unknownKind(let kind, let allowed): "\(place): unknown kind \(kind); \(Self.list(allowed))"
        case .unknownID(let id, let allowed): "\(place): unknown id \(id); \(Self.list(allowed))"
        case .unknownCapability(let name, let allowed): "\(place): unknown capability \(name); \(Self.list(allowed))"
        case .missing(let key): "\(place): \(key) is missing"
        case .invalid(let key, let value, let expected): "\(place): \(key)=\(value) is not \(expected)"
        }
    }

    private static func list(_ allowed: [String]) -> String { "allowed: " + allowed.joined(separator: ", ") }
}
