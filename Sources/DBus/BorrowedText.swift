import Glibc

/// Text inside a message that is still being read: comparing it costs no copy, and it cannot outlive the closure that
/// it is passed to.
public struct BorrowedText: ~Copyable {
    private let start: UnsafePointer<CChar>
    private let type: TypeCode

    init(_ start: UnsafePointer<CChar>, _ type: TypeCode) {
        self.start = start
        self.type = type
    }

    /// Whether the bytes are the same as those of the literal.
    public static func == (left: borrowing BorrowedText, right: StaticString) -> Bool {
        right.withUTF8Buffer { literal in
            guard let bytes = literal.baseAddress else { return left.start.pointee == 0 }
            // Most names differ in the first letter already.
            guard UInt8(bitPattern: left.start.pointee) == bytes.pointee else { return false }
            return strncmp(left.start, bytes, literal.count) == 0 && left.start[literal.count] == 0
        }
    }

    /// Whether the bytes begin with those of the literal.
    public func hasPrefix(_ prefix: StaticString) -> Bool {
        prefix.withUTF8Buffer { literal in
            guard let bytes = literal.baseAddress else { return true }
            return strncmp(start, bytes, literal.count) == 0
        }
    }

    /// A copy of its own.
    public var string: String {
        String(cString: start)
    }

    /// A copy as an object path; nil if the text is none.
    public var objectPath: ObjectPath? {
        type == .objectPath ? ObjectPath(unchecked: string) : ObjectPath(string)
    }
}
