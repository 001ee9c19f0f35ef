/// Which signals a subscription asks for.
public struct MatchRule: Hashable, Sendable {
    /// Who sends them: a unique name, or the bus.
    public let sender: BusName
    /// Which object sends them; any if nil.
    public let path: ObjectPath?
    /// Whether objects below `path` count as well.
    public let includesDescendants: Bool
    /// Of which interface; any if nil.
    public let interface: InterfaceName?
    /// Which signal; any if nil.
    public let member: MemberName?
    /// What the first argument must be, as a string; anything if nil. Must not contain a NUL.
    public let firstArgument: String?

    /// A rule that everything given must fit.
    public init(
        sender: BusName, path: ObjectPath? = nil, includesDescendants: Bool = false, interface: InterfaceName? = nil,
        member: MemberName? = nil, firstArgument: String? = nil
    ) {
        self.sender = sender
        self.path = path
        self.includesDescendants = includesDescendants
        self.interface = interface
        self.member = member
        self.firstArgument = firstArgument
    }

    /// The rule in the language of the bus.
    public var text: String {
        var parts = ["type='signal'", "sender='\(sender)'"]
        if let path { parts.append("\(includesDescendants ? "path_namespace" : "path")='\(path)'") }
        if let interface { parts.append("interface='\(interface)'") }
        if let member { parts.append("member='\(member)'") }
        if let firstArgument { parts.append("arg0=\(Self.quoted(firstArgument))") }
        return parts.joined(separator: ",")
    }

    /// Inside quotes a backslash stands for itself, so an apostrophe has to be written outside of them.
    private static func quoted(_ text: String) -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }

    /// Whether a signal fits, as the bus decided it: several subscriptions share one connection.
    func matches(_ message: Message) -> Bool {
        guard message.sender == sender else { return false }
        if let path, let candidate = message.path, !contains(candidate, below: path) { return false }
        if let interface, message.interface != interface { return false }
        if let member, message.member != member { return false }
        if let firstArgument {
            // A signal whose first argument is none or no text has not this one.
            var reader = message.reader
            guard (try? reader.read(String.self)) == firstArgument else { return false }
        }
        return true
    }

    private func contains(_ candidate: ObjectPath, below path: ObjectPath) -> Bool {
        if candidate == path { return true }
        guard includesDescendants else { return false }
        return path == .root || candidate.text.hasPrefix(path.text + "/")
    }
}
