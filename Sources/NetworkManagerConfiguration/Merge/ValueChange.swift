public import KeyFile

/// A line that set a value, or changed it: one step in the history of a key.
public struct ValueChange: Hashable, Sendable {
    /// What the line does to the value that was there before.
    public enum Operation: String, Hashable, Sendable {
        /// `key=`: the value before is lost.
        case assign = "="
        /// `key+=`: the elements that are not there yet are added.
        case add = "+="
        /// `key-=`: the elements that are spelt like this are removed.
        case remove = "-="
        /// `.was.key` in the daemon's own file, or `.was` in its group: the value of the users' files is hidden.
        case hide
        /// What was compiled in, to which a `+=` or `-=` is applied where nothing was set before.
        case compiled
    }

    /// What it does.
    public let operation: Operation
    /// The raw value of the line.
    public let value: RawText
    /// The line.
    public let origin: Origin

    /// Takes all three.
    public init(_ operation: Operation, _ value: RawText, origin: Origin) {
        self.operation = operation
        self.value = value
        self.origin = origin
    }

    /// Whether the value before is of no consequence after it.
    public var startsAnew: Bool {
        switch operation {
        case .assign, .hide, .compiled: true
        case .add, .remove: false
        }
    }
}
