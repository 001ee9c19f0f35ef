internal import CDBus

/// The name of a set of methods, properties and signals, such as `org.freedesktop.DBus.Properties`.
public struct InterfaceName: ValidatedName {
    /// The name as it goes over the wire.
    public let text: String

    /// The name, or nil if libdbus does not accept the text.
    public init?(_ text: String) {
        guard isValid(text, by: dbus_validate_interface) else { return nil }
        self.text = text
    }

    /// The standard interface for reading and writing properties.
    public static let properties: InterfaceName = "org.freedesktop.DBus.Properties"
    /// The standard interface for reading every object of a service at once.
    public static let objectManager: InterfaceName = "org.freedesktop.DBus.ObjectManager"
    /// The interface of the bus itself.
    public static let bus: InterfaceName = "org.freedesktop.DBus"

    /// A name that libdbus has taken out of a message, and thereby checked.
    init(unchecked text: String) {
        self.text = text
    }
}
