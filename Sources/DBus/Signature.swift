internal import CDBus

/// The types of a sequence of values, such as `a{sv}` or `uu`; also the empty sequence.
public struct Signature: ValidatedName {
    /// The type codes as they go over the wire.
    public let text: String

    /// The signature, or nil if libdbus does not accept the text.
    public init?(_ text: String) {
        guard isValid(text, by: dbus_signature_validate) else { return nil }
        self.text = text
    }

    /// A signature that libdbus has taken out of a message, and thereby checked.
    init(unchecked text: String) {
        self.text = text
    }

    /// Whether it stands for exactly one value, as the element of an array and the content of a variant must.
    public var isSingle: Bool {
        dbus_signature_validate_single(text, nil) != 0
    }
}
