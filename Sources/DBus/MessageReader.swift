internal import CDBus

/// Walks through the arguments of a message, or through the inside of one container, without building anything that is
/// not asked for.
///
/// What a closure leaves unread is skipped, so that a few properties can be picked out of a reply of many megabytes for
/// the price of stepping over the rest.
public struct MessageReader: ~Copyable {
    /// Keeps the bytes alive that the iterator points into.
    private let message: Message
    private var iterator: DBusMessageIter
    /// How many values were read or skipped, to notice a closure that leaves its element alone.
    private var position = 0
    /// Whether it stands at the key of an entry, whose value was not asked for yet: most are never asked for, and to
    /// step over the keys of those takes two per cent of the instructions of a check of 500 devices.
    private var isAtKey = false

    init(_ message: Message) {
        self.message = message
        iterator = DBusMessageIter()
        // False only says that there are no arguments; the iterator is usable all the same.
        _ = dbus_message_iter_init(message.handle, &iterator)
    }

    private init(inside parent: inout MessageReader) {
        message = parent.message
        iterator = DBusMessageIter()
        dbus_message_iter_recurse(&parent.iterator, &iterator)
    }

    /// The type of the value that comes next; nil at the end, also inside an empty array.
    public var nextType: TypeCode? {
        mutating get {
            leaveKey()
            let code = dbus_message_iter_get_arg_type(&iterator)
            return code == TypeCode.invalid ? nil : TypeCode(rawValue: code)
        }
    }

    /// The signature of the value that comes next; empty at the end. Inside an empty array, the type that its elements
    /// would have.
    public var nextSignature: Signature {
        mutating get {
            leaveKey()
            let text: UnsafeMutablePointer<CChar>? = dbus_message_iter_get_signature(&iterator)
            guard let text else { return Signature(unchecked: "") }
            defer { dbus_free(text) }
            return Signature(unchecked: String(cString: text))
        }
    }

    /// Steps over the next value, however large it is.
    public mutating func skip() {
        leaveKey()
        position += 1
        _ = dbus_message_iter_next(&iterator)
    }

    private mutating func leaveKey() {
        guard isAtKey else { return }
        isAtKey = false
        _ = dbus_message_iter_next(&iterator)
    }

    /// The next value.
    ///
    /// - Throws: ``BusError/Code/unexpectedType`` if it has another type, or there is none; the reader then stays where
    ///   it is.
    public mutating func read<T: Readable>(_ type: T.Type = T.self) throws(BusError) -> T {
        try T(from: &self)
    }

    /// Enters the next value, which must be an array, and calls `body` once with the reader before each element.
    public mutating func forEachElement(
        _ body: (inout MessageReader) throws(BusError) -> Void
    ) throws(BusError) {
        try expect(.array, "a")
        var elements = MessageReader(inside: &self)
        while elements.nextType != nil {
            let before = elements.position
            try body(&elements)
            if elements.position == before { elements.skip() }
        }
        skip()
    }

    /// Enters the next value, which must be a dictionary with text for keys, and calls `body` with each key and the
    /// reader before its value.
    public mutating func forEachEntry(
        _ body: (borrowing BorrowedText, inout MessageReader) throws(BusError) -> Void
    ) throws(BusError) {
        try expect(.array, "a{s…}")
        guard dbus_message_iter_get_element_type(&iterator) == TypeCode.entry.rawValue else {
            throw unexpectedType(expected: "a{s…}")
        }
        var entries = MessageReader(inside: &self)
        while entries.nextType != nil {
            var entry = MessageReader(inside: &entries)
            guard let type = entry.nextType, type.isText else {
                throw entry.unexpectedType(expected: "s")
            }
            var key = DBusBasicValue()
            dbus_message_iter_get_basic(&entry.iterator, &key)
            entry.isAtKey = true
            try body(BorrowedText(key.str), &entry)
            entries.skip()
        }
        skip()
    }

    /// Enters the next value, which must be a structure, a dictionary's entry or a variant.
    public mutating func inside<Result>(
        _ type: TypeCode, _ body: (inout MessageReader) throws(BusError) -> Result
    ) throws(BusError) -> Result {
        precondition(
            type == .variant || type == .structure || type == .entry, "\(type) is not a container of this kind")
        try expect(type, type.description)
        var content = MessageReader(inside: &self)
        let result = try body(&content)
        skip()
        return result
    }

    /// The value inside the next value, which must be a variant.
    public mutating func readVariant<T: Readable>(_ type: T.Type = T.self) throws(BusError) -> T {
        try inside(.variant) { (content) throws(BusError) in try content.read(type) }
    }

    /// The next value, which must be an array of octets, in one piece.
    public mutating func readBytes() throws(BusError) -> [UInt8] {
        try expect(.array, "ay")
        guard dbus_message_iter_get_element_type(&iterator) == TypeCode.byte.rawValue else {
            throw unexpectedType(expected: "ay")
        }
        var elements = MessageReader(inside: &self)
        var start: UnsafePointer<UInt8>?
        var count: Int32 = 0
        dbus_message_iter_get_fixed_array(&elements.iterator, &start, &count)
        let bytes = Array(UnsafeBufferPointer(start: start, count: Int(count)))
        skip()
        return bytes
    }

    /// The type of the elements of the next value, which must be an array.
    mutating func elementType() throws(BusError) -> TypeCode {
        try expect(.array, "a")
        return TypeCode(rawValue: dbus_message_iter_get_element_type(&iterator))
    }

    /// Enters the next value, which must be an array, to look at its elements' declared type as well.
    mutating func insideArray<Result>(
        _ body: (inout MessageReader) throws(BusError) -> Result
    ) throws(BusError) -> Result {
        try expect(.array, "a")
        var elements = MessageReader(inside: &self)
        let result = try body(&elements)
        skip()
        return result
    }

    /// The next value, which has a basic type that was checked before: libdbus stores whatever is there.
    mutating func basicValue() -> DBusBasicValue {
        var value = DBusBasicValue()
        dbus_message_iter_get_basic(&iterator, &value)
        skip()
        return value
    }

    mutating func expect(_ type: TypeCode, _ expected: @autoclosure () -> String) throws(BusError) {
        leaveKey()
        guard dbus_message_iter_get_arg_type(&iterator) == type.rawValue else {
            throw unexpectedType(expected: expected())
        }
    }

    mutating func unexpectedType(expected: String) -> BusError {
        let found = nextSignature.text
        let text = "expected a value of type \(expected), found \(found.isEmpty ? "none" : found)"
        return BusError(.unexpectedType, text, subject: message.subject)
    }
}
