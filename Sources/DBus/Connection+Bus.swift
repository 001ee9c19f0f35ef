public import Base

/// What the bus itself knows about the names on it.
extension Connection {
    private var bus: Proxy { Proxy(self, .bus, "/org/freedesktop/DBus", .bus) }

    /// The unique name of the connection that owns a name.
    ///
    /// - Returns: Nil if nobody owns it.
    public func owner(of name: BusName, by deadline: Deadline) throws(BusError) -> BusName? {
        do {
            let reply = try bus.call("GetNameOwner", .string(name.text), by: deadline)
            var reader = reply.reader
            return BusName(try reader.read(String.self))
        } catch  where error.code == .serviceUnavailable {
            return nil
        }
    }

    /// The unique name of the connection that owns a name, and its process, as a number in the bus daemon's process
    /// namespace.
    ///
    /// Both are asked at once. Where the owner changes in between, the first one is gone, and whoever speaks to it is
    /// told so.
    ///
    /// - Returns: Nil if nobody owns it.
    public func ownerAndProcess(
        of name: BusName, by deadline: Deadline
    ) throws(BusError) -> (owner: BusName, processID: UInt32)? {
        try ownerAndProcess(asking: Self.ownerQuestions(about: name), by: deadline)
    }

    /// The calls by which ``ownerAndProcess(asking:by:)`` finds them.
    public static func ownerQuestions(about name: BusName) throws(BusError) -> [Message] {
        let calls = [
            try Message(calling: "GetNameOwner", of: .bus, at: "/org/freedesktop/DBus", in: .bus),
            try Message(calling: "GetConnectionUnixProcessID", of: .bus, at: "/org/freedesktop/DBus", in: .bus),
        ]
        for call in calls { try call.append(.string(name.text)) }
        return calls
    }

    /// The same as ``ownerAndProcess(of:by:)``, by calls that may have been sent before.
    public func ownerAndProcess(
        asking calls: [Message], by deadline: Deadline
    ) throws(BusError) -> (owner: BusName, processID: UInt32)? {
        var owner: BusName?
        var processID: UInt32?
        try callAll(calls, by: deadline) { (index, result) throws(BusError) in
            switch result {
            case .success(let reply):
                var reader = reply.reader
                if index == 0 { owner = BusName(try reader.read(String.self)) } else { processID = try reader.read() }
            case .failure(let error):
                guard error.code == .serviceUnavailable else { throw error }
            }
        }
        guard let owner, let processID else { return nil }
        return (owner, processID)
    }

    /// Follows the changes of a name's owner: see ``ownerChange(in:)``.
    public func subscribeToOwner(of name: BusName, by deadline: Deadline) throws(BusError) -> Subscription {
        let rule = MatchRule(
            sender: .bus, path: "/org/freedesktop/DBus", interface: .bus, member: "NameOwnerChanged",
            firstArgument: name.text)
        return try subscribe(to: rule, by: deadline)
    }

    /// Who owned the name before, and who owns it now; nil stands for nobody.
    public static func ownerChange(in signal: Message) throws(BusError) -> (old: BusName?, new: BusName?) {
        var reader = signal.reader
        reader.skip()
        return (BusName(try reader.read(String.self)), BusName(try reader.read(String.self)))
    }
}
