internal import CDBus

/// A message on its way to the bus, or come from it.
///
/// Not thread-safe, like everything that hangs on a ``Connection``.
public final class Message {
    /// What a message is for.
    public enum Kind: Hashable, Sendable {
        /// Asks for something.
        case methodCall
        /// Answers a call.
        case reply
        /// Answers a call with a failure.
        case error
        /// Tells of something to whoever listens.
        case signal
    }

    let handle: OpaquePointer

    /// Takes over one reference to a libdbus message.
    init(owning handle: OpaquePointer) {
        self.handle = handle
    }

    deinit {
        dbus_message_unref(handle)
    }

    /// A method call, without arguments so far, that never makes the bus start a service.
    ///
    /// - Parameters:
    ///   - member: The method.
    ///   - interface: The interface that the method belongs to.
    ///   - path: The object that is asked.
    ///   - destination: The service that the object belongs to.
    /// - Throws: ``BusError/Code/outOfMemory``.
    public init(
        calling member: MemberName, of interface: InterfaceName, at path: ObjectPath, in destination: BusName
    ) throws(BusError) {
        let message: OpaquePointer? = dbus_message_new_method_call(
            destination.text, path.text, interface.text, member.text)
        guard let message else { throw .outOfMemory("\(interface).\(member)") }
        // Looking must start nothing: up to NetworkManager 1.14 a mere property read could start the daemon.
        dbus_message_set_auto_start(message, 0)
        handle = message
    }

    /// Appends one argument.
    ///
    /// - Throws: ``BusError/Code/invalidArgument`` where the value cannot be expressed; the message is then of no more
    ///   use.
    public func append(_ value: Value) throws(BusError) {
        try write { (writer) throws(BusError) in try writer.append(value) }
    }

    /// Appends arguments without making ``Value``s of them.
    public func write(_ body: (inout MessageWriter) throws(BusError) -> Void) throws(BusError) {
        var writer = MessageWriter(appendingTo: self)
        try body(&writer)
    }

    /// A reader that stands before the first argument.
    public var reader: MessageReader {
        MessageReader(self)
    }

    /// Every argument as a tree of values.
    ///
    /// - Throws: ``BusError/Code/outOfMemory`` and nothing else: libdbus has checked the message already.
    public func arguments() throws(BusError) -> [Value] {
        var reader = MessageReader(self)
        return try reader.readAll()
    }

    /// What the message is for.
    public var kind: Kind {
        switch dbus_message_get_type(handle) {
        case DBUS_MESSAGE_TYPE_METHOD_RETURN: .reply
        case DBUS_MESSAGE_TYPE_ERROR: .error
        case DBUS_MESSAGE_TYPE_SIGNAL: .signal
        default: .methodCall
        }
    }

    /// Whom it comes from: a unique name, or the bus itself; nil in a message of our own.
    public var sender: BusName? { text(dbus_message_get_sender(handle)).map(BusName.init(unchecked:)) }

    /// Whom it goes to; nil in a signal for everybody.
    public var destination: BusName? { text(dbus_message_get_destination(handle)).map(BusName.init(unchecked:)) }

    /// The object that is called, or that sends the signal.
    public var path: ObjectPath? { text(dbus_message_get_path(handle)).map(ObjectPath.init(unchecked:)) }

    /// The interface that the member belongs to.
    public var interface: InterfaceName? {
        text(dbus_message_get_interface(handle)).map(InterfaceName.init(unchecked:))
    }

    /// The method called, or the signal sent.
    public var member: MemberName? { text(dbus_message_get_member(handle)).map(MemberName.init(unchecked:)) }

    /// The types of the arguments.
    public var signature: Signature { Signature(unchecked: text(dbus_message_get_signature(handle)) ?? "") }

    /// The error that the message reports, or nil if it reports none.
    ///
    /// - Parameter subject: What was attempted.
    func error(subject: String) -> BusError? {
        guard kind == .error else { return nil }
        let name = text(dbus_message_get_error_name(handle)) ?? DBUS_ERROR_FAILED
        // By convention the first argument says what happened, but nobody has to keep to it.
        var reader = MessageReader(self)
        let explanation = (try? reader.read(String.self)) ?? "no explanation given"
        return BusError(name: name, text: explanation, isFromBus: sender == .bus || sender == nil, subject: subject)
    }

    /// The number by which a reply refers to this message; zero until it was sent.
    var serial: UInt32 { dbus_message_get_serial(handle) }

    /// The number of the message that this one answers; zero if it answers none.
    var replySerial: UInt32 { dbus_message_get_reply_serial(handle) }

    /// What the message is about, for errors.
    var subject: String {
        let method = [interface?.text, member?.text].compactMap(\.self).joined(separator: ".")
        let object = [path?.text, destination?.text ?? sender?.text].compactMap(\.self).joined(separator: " in ")
        return [method, object].filter { !$0.isEmpty }.joined(separator: " at ")
    }

    private func text(_ pointer: UnsafePointer<CChar>?) -> String? {
        pointer.map { String(cString: $0) }
    }
}
