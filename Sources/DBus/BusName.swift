internal import CDBus

/// Who a message goes to or comes from: a well-known name (`org.freedesktop.NetworkManager`) or a unique one (`:1.7`).
public struct BusName: ValidatedName {
    /// The name as it goes over the wire.
    public let text: String

    /// The name, or nil if libdbus does not accept the text.
    public init?(_ text: String) {
        guard isValid(text, by: dbus_validate_bus_name) else { return nil }
        self.text = text
    }

    /// The bus itself.
    public static let bus: BusName = "org.freedesktop.DBus"

    /// Whether the name belongs to one connection for as long as that lives, and to no other ever after.
    public var isUnique: Bool { text.utf8.first == UInt8(ascii: ":") }

    /// A name that libdbus has taken out of a message, and thereby checked.
    init(unchecked text: String) {
        self.text = text
    }
}
