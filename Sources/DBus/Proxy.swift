public import Base

/// One interface of one object of a service. Nothing is cached: every read asks.
public struct Proxy {
    /// The connection that is asked.
    public let connection: Connection
    /// The service.
    public let destination: BusName
    /// The object.
    public let path: ObjectPath
    /// The interface of the object.
    public let interface: InterfaceName

    /// The interface of the object, whether or not they exist.
    public init(_ connection: Connection, _ destination: BusName, _ path: ObjectPath, _ interface: InterfaceName) {
        self.connection = connection
        self.destination = destination
        self.path = path
        self.interface = interface
    }

    /// Calls a method and waits for its reply.
    @discardableResult
    public func call(_ member: MemberName, _ arguments: Value..., by deadline: Deadline) throws(BusError) -> Message {
        let message = try Message(calling: member, of: interface, at: path, in: destination)
        for argument in arguments { try message.append(argument) }
        return try connection.call(message, by: deadline)
    }

    /// Reads a property that has a known type.
    ///
    /// - Throws: ``BusError/Code/unexpectedType`` if it is of another.
    public func property<T: Readable>(
        _ name: String, as type: T.Type = T.self, by deadline: Deadline
    ) throws(BusError) -> T {
        let reply = try connection.call(propertyRead(name), by: deadline)
        var reader = reply.reader
        return try reader.readVariant(type)
    }

    /// Reads all properties of the interface.
    ///
    /// - Returns: A reply whose reader stands before a dictionary of text and variants:
    ///   ``MessageReader/forEachEntry(_:)``.
    public func properties(by deadline: Deadline) throws(BusError) -> Message {
        try connection.call(propertiesRead(), by: deadline)
    }

    /// Writes a property.
    public func setProperty(_ name: String, to value: Value, by deadline: Deadline) throws(BusError) {
        let message = try Message(calling: "Set", of: .properties, at: path, in: destination)
        try message.append(.string(interface.text))
        try message.append(.string(name))
        try message.append(.variant(value))
        try connection.call(message, by: deadline)
    }

    /// The call that reads a property, for ``Connection/callAll(_:window:by:_:)``. The reply is a variant.
    public func propertyRead(_ name: String) throws(BusError) -> Message {
        let message = try Message(calling: "Get", of: .properties, at: path, in: destination)
        try message.append(.string(interface.text))
        try message.append(.string(name))
        return message
    }

    /// The call that reads all properties, for ``Connection/callAll(_:window:by:_:)``.
    public func propertiesRead() throws(BusError) -> Message {
        let message = try Message(calling: "GetAll", of: .properties, at: path, in: destination)
        try message.append(.string(interface.text))
        return message
    }
}
