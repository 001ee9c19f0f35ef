public import DBus

/// What is asked to find the daemon, and what it is asked first: this can all be sent together with the greeting of a
/// connection, so that it is waited for once.
public final class DaemonInquiry {
    /// Who owns the daemon's name, and in which process.
    let owner: [Message]
    /// What ``Connection/init(to:sending:by:trace:)`` may send.
    public let calls: [Message]
    private var properties: Message?

    /// Calls that were not sent yet.
    public init() throws(BusError) {
        owner = try Connection.ownerQuestions(about: Daemon.busName)
        let properties = try Message(calling: "GetAll", of: .properties, at: Daemon.managerPath, in: Daemon.busName)
        try properties.append(.string(Daemon.managerInterface.text))
        calls = owner + [properties]
        self.properties = properties
    }

    /// The call that asks the daemon about itself, whoever it is by then; nil from the second time on, since what it
    /// answered is as old as this.
    func takeProperties() -> Message? {
        defer { properties = nil }
        return properties
    }
}
