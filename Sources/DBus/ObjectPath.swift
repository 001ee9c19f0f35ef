internal import CDBus

/// The path of an object inside a service, such as `/org/freedesktop/NetworkManager/Devices/3`.
public struct ObjectPath: ValidatedName {
    /// The name as it goes over the wire.
    public let text: String

    /// The name, or nil if libdbus does not accept the text.
    public init?(_ text: String) {
        guard isValid(text, by: dbus_validate_path) else { return nil }
        self.text = text
    }

    /// `/`, which NetworkManager also uses where it means "none".
    public static let root: ObjectPath = "/"

    /// A path that libdbus has taken out of a message, and thereby checked.
    init(unchecked text: String) {
        self.text = text
    }
}
