internal import CDBus

/// A method call that many objects get: everything but the object is written once.
///
/// The call of one object more is a copy, to which the object's path is added: half of libdbus's instructions for a
/// call that is made anew. To replace a path that is there would take as many as making it.
public struct CallTemplate {
    private let message: Message

    /// A call without arguments so far, that never makes the bus start a service.
    ///
    /// - Parameters:
    ///   - member: The method.
    ///   - interface: The interface that the method belongs to.
    ///   - destination: The service that the objects belong to.
    /// - Throws: ``BusError/Code/outOfMemory``.
    public init(
        calling member: MemberName, of interface: InterfaceName, in destination: BusName
    ) throws(BusError) {
        let handle: OpaquePointer? = dbus_message_new(DBUS_MESSAGE_TYPE_METHOD_CALL)
        guard let handle else { throw .outOfMemory("\(interface).\(member)") }
        message = Message(owning: handle)
        dbus_message_set_auto_start(handle, 0)
        guard dbus_message_set_destination(handle, destination.text) != 0,
            dbus_message_set_interface(handle, interface.text) != 0,
            dbus_message_set_member(handle, member.text) != 0
        else { throw .outOfMemory("\(interface).\(member)") }
    }

    /// The calls that read all properties of an interface: see ``Proxy/propertiesRead()``.
    public static func propertiesRead(
        of interface: InterfaceName, in destination: BusName
    ) throws(BusError) -> CallTemplate {
        let template = try CallTemplate(calling: "GetAll", of: .properties, in: destination)
        try template.append(.string(interface.text))
        return template
    }

    /// Appends one argument, as ``Message/append(_:)`` does.
    public func append(_ value: Value) throws(BusError) { try message.append(value) }

    /// The call of one object.
    ///
    /// - Throws: ``BusError/Code/outOfMemory``.
    public func call(at path: ObjectPath) throws(BusError) -> Message {
        let handle: OpaquePointer? = dbus_message_copy(message.handle)
        guard let handle else { throw .outOfMemory(message.subject) }
        let call = Message(owning: handle)
        guard dbus_message_set_path(handle, path.text) != 0 else { throw .outOfMemory(message.subject) }
        return call
    }
}
