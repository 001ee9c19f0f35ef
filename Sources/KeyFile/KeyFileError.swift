/// Why GLib refused a file.
public struct KeyFileError: Error, Hashable, Sendable {
    /// What kind of refusal it is.
    public enum Reason: Hashable, Sendable {
        /// A line that is no group, no `key=value` and no comment, or a group or key with an invalid name.
        case malformedLine
        /// A key before the first group header.
        case keyOutsideGroup
        /// `Encoding=` in the first group with anything but UTF-8, a rule that key files have from desktop entries.
        case encoding
        /// Any other refusal; the message says which.
        case other
    }

    /// The kind of refusal.
    public let reason: Reason

    /// The line (counted from 1) at which the parser stops.
    public let line: Int

    /// GLib's own sentence.
    public let message: String
}
