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

    /// The process that owns a name, as a number in the bus daemon's process namespace.
    ///
    /// - Throws: ``BusError/Code/serviceUnavailable`` if nobody owns it.
    public func processID(of name: BusName, by deadline: Deadline) throws(BusError) -> UInt32 {
        let reply = try bus.call("GetConnectionUnixProcessID", .string(name.text), by: deadline)
        var reader = reply.reader
        return try reader.read()
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

    /// Every object of a service with all its interfaces and properties, in one round trip and as of one moment.
    ///
    /// - Parameters:
    ///   - service: The service.
    ///   - path: Where its object manager is.
    /// - Returns: A reply whose reader stands before a dictionary of object paths to dictionaries of interface names to
    ///   dictionaries of property names to variants: ``MessageReader/forEachEntry(_:)``.
    public func managedObjects(
        of service: BusName, at path: ObjectPath, by deadline: Deadline
    ) throws(BusError) -> Message {
        try Proxy(self, service, path, .objectManager).call("GetManagedObjects", by: deadline)
    }
}
