import Base
internal import CDBus

/// libdbus's connection, and what may be done with it: messages go out and come in, one after the other.
final class ConnectionHandle {
    /// The name that the bus gave this connection.
    let uniqueName: BusName
    /// The numbers that the replies to what was sent with the greeting will name.
    let sentAhead: [UInt32]

    private let handle: OpaquePointer
    private let watches = Watches()

    /// Connects, authenticates, and asks for a name.
    ///
    /// - Throws: ``BusError/Code/busUnavailable``, ``BusError/Code/timedOut``, ``BusError/Code/disconnected`` where the
    ///   bus hangs up on us, ``BusError/Code/accessDenied``, ``BusError/Code/interrupted``.
    init(to address: BusAddress, sending calls: [Message], by deadline: Deadline) throws(BusError) {
        let handle = try ConnectionOpening.open(address, by: deadline)
        // First of all: libdbus would end the process when the bus goes away, possibly in the middle of a change.
        dbus_connection_set_exit_on_disconnect(handle, 0)
        // Whoever is on the bus decides what comes: libdbus stops to read while this much is kept, see `receive`. The
        // system's bus passes no message of more than 32 MB.
        dbus_connection_set_max_received_size(handle, Connection.receivedSize)
        dbus_connection_set_max_message_size(handle, Connection.receivedSize)
        do {
            try watches.attach(to: handle)
            let greeting = try Message(calling: "Hello", of: .bus, at: "/org/freedesktop/DBus", in: .bus)
            let serials = try ([greeting] + calls).map { (message) throws(BusError) in try Self.send(message, handle) }
            uniqueName = try Self.register(handle, watches, address, serials[0], by: deadline)
            sentAhead = Array(serials.dropFirst())
        } catch {
            dbus_connection_close(handle)
            dbus_connection_unref(handle)
            throw error
        }
        self.handle = handle
    }

    deinit {
        // Dropping the last reference of a private connection that was not closed aborts the process.
        dbus_connection_close(handle)
        dbus_connection_unref(handle)
    }

    /// Whether the bus is still at the other end, as far as is known without waiting.
    var isConnected: Bool {
        // Takes in what has come, the end of the stream too.
        dbus_connection_read_write(handle, 0)
        return dbus_connection_get_is_connected(handle) != 0
    }

    /// Sends a call.
    /// - Returns: the number that its reply will name.
    func send(_ message: Message) throws(BusError) -> UInt32 {
        guard dbus_connection_get_is_connected(handle) != 0 else { throw .disconnected(message.subject) }
        if dbus_message_contains_unix_fds(message.handle) != 0,
            dbus_connection_can_send_type(handle, TypeCode.unixDescriptor.rawValue) == 0
        {
            throw BusError(.invalidArgument, "this bus cannot pass file descriptors", subject: message.subject)
        }
        return try Self.send(message, handle)
    }

    private static func send(_ message: Message, _ handle: OpaquePointer) throws(BusError) -> UInt32 {
        var serial: UInt32 = 0
        guard dbus_connection_send(handle, message.handle, &serial) != 0 else { throw .outOfMemory(message.subject) }
        return serial
    }

    /// Sends a call, and does not wait for its outcome.
    func sendUnanswered(_ message: Message) {
        dbus_message_set_no_reply(message.handle, 1)
        _ = dbus_connection_send(handle, message.handle, nil)
    }

    /// The next message; nil if none came before the deadline, which is looked at only when nothing has arrived yet.
    func receive(by deadline: Deadline, subject: @autoclosure () -> String) throws(BusError) -> Message? {
        try Self.receive(handle, watches, by: deadline, subject: subject())
    }

    private static func receive(
        _ handle: OpaquePointer, _ watches: Watches, by deadline: Deadline, subject: @autoclosure () -> String
    ) throws(BusError) -> Message? {
        while true {
            let message: OpaquePointer? = dbus_connection_pop_message(handle)
            if let message { return Message(owning: message) }
            guard dbus_connection_get_is_connected(handle) != 0 else { throw .disconnected(subject()) }
            guard !deadline.hasPassed else { return nil }
            // Nothing more would ever come: what is kept is kept for a message behind it.
            guard watches.isReading || dbus_connection_get_is_authenticated(handle) == 0 else {
                throw .tooMuch(subject())
            }
            guard watches.wait(by: deadline) else { throw .interrupted(subject()) }
        }
    }

    /// Waits for the answer to the greeting, which is an ordinary call: `dbus_bus_register` would wait for 25 seconds.
    ///
    /// Of what was sent behind it no answer comes before.
    private static func register(
        _ handle: OpaquePointer, _ watches: Watches, _ address: BusAddress, _ serial: UInt32, by deadline: Deadline
    ) throws(BusError) -> BusName {
        while let message = try receive(handle, watches, by: deadline, subject: address.text) {
            guard message.replySerial == serial else { continue }
            if let error = message.error(subject: address.text) { throw error }
            var reader = message.reader
            let name = try reader.read(String.self)
            guard let uniqueName = BusName(name) else {
                throw BusError(.unexpectedType, "the bus assigned an invalid name", subject: address.text)
            }
            dbus_bus_set_unique_name(handle, name)
            return uniqueName
        }
        throw .timedOut(address.text)
    }
}
