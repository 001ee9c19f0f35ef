internal import CDBus

/// Text that libdbus has accepted as a name of one kind.
///
/// libdbus aborts the process when it is given a malformed name, so no text reaches it except through one of these
/// types.
public protocol ValidatedName: Hashable, Comparable, Sendable, CustomStringConvertible, ExpressibleByStringLiteral {
    /// The name as it goes over the wire.
    var text: String { get }

    /// The name, or nil if the text is not one of this kind.
    init?(_ text: String)
}

extension ValidatedName {
    /// A name in source code. Not for text from outside: an invalid literal is a mistake in the program and traps.
    public init(stringLiteral literal: StaticString) {
        guard let name = Self(literal.description) else {
            preconditionFailure("\(literal) is not a valid \(Self.self)")
        }
        self = name
    }

    /// The name itself.
    public var description: String { text }

    /// Orders by the bytes of the names.
    public static func < (left: Self, right: Self) -> Bool { left.text < right.text }
}

/// Whether `validate` accepts the text.
///
/// - Parameter validate: One of libdbus's `dbus_validate_…` functions, which report a malformed name instead of
///   aborting.
func isValid(
    _ text: String, by validate: (UnsafePointer<CChar>?, UnsafeMutablePointer<DBusError>?) -> dbus_bool_t
) -> Bool {
    // C would see the text only up to its first NUL.
    !text.utf8.contains(0) && validate(text, nil) != 0
}
