/// What every machine-readable report says about the run that made it.
public struct RunDescription: Sendable {
    /// The program's version.
    public let version: String
    /// The verb.
    public let command: String
    /// The host's name.
    public let host: String
    /// When the run began, in the form of RFC 3339.
    public let time: String
    /// The same in seconds since 1970.
    public let seconds: Int
    /// How long it has taken.
    public let duration: Duration
    /// The root directory.
    public let root: String

    /// All of it is given: the report itself looks at nothing.
    public init(
        version: String, command: String, host: String, time: String, seconds: Int, duration: Duration, root: String
    ) {
        self.version = version
        self.command = command
        self.host = host
        self.time = time
        self.seconds = seconds
        self.duration = duration
        self.root = root
    }

    /// The duration in seconds, to the millisecond.
    var elapsed: String {
        let (seconds, attoseconds) = duration.components
        let fraction = String(1000 + attoseconds / 1_000_000_000_000_000)
        return "\(seconds).\(fraction.dropFirst())"
    }

    /// The members that a document begins with.
    var members: [(String, JSON)] {
        [
            ("tool", .object([("name", .string("nmfence")), ("version", .string(version))])),
            ("command", .string(command)), ("host", .string(host)), ("time", .string(time)), ("root", .string(root)),
        ]
    }
}
