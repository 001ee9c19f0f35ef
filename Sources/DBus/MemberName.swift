internal import CDBus

/// The name of a method or signal.
public struct MemberName: ValidatedName {
    /// The name as it goes over the wire.
    public let text: String

    /// The name, or nil if libdbus does not accept the text.
    public init?(_ text: String) {
        guard isValid(text, by: dbus_validate_member) else { return nil }
        self.text = text
    }

    /// A name that libdbus has taken out of a message, and thereby checked.
    init(unchecked text: String) {
        self.text = text
    }
}
