internal import CDBus

/// Appends values to a message, or to the inside of one container of it.
///
/// Containers are opened and closed in place: libdbus silently sends an empty array where a copy of an open iterator
/// was written through. Types are checked before libdbus sees them, because it aborts the process where an element does
/// not have the array's type.
public struct MessageWriter: ~Copyable {
    /// What may be written inside a container.
    private enum Expected {
        /// Anything, as at the top of a message and inside a structure there.
        case anything
        /// These types one after the other, as inside a structure with a declared signature, an entry and a variant.
        case sequence(Substring)
        /// This type any number of times, as inside an array.
        case elements(Substring)
    }

    private let message: Message
    private let depth: Int
    /// How many of the containers around are structures, since the last variant.
    private let structureDepth: Int
    private var iterator = DBusMessageIter()
    private var expected: Expected
    /// How many values were appended here.
    private var count = 0

    init(appendingTo message: Message) {
        self.message = message
        depth = 0
        structureDepth = 0
        expected = .anything
        dbus_message_iter_init_append(message.handle, &iterator)
    }

    private init(inside parent: borrowing MessageWriter, _ type: TypeCode, expecting expected: Expected) {
        message = parent.message
        depth = parent.depth + 1
        structureDepth = type == .variant ? 0 : parent.structureDepth + (type == .structure ? 1 : 0)
        self.expected = expected
    }

    /// Appends a value of any type.
    ///
    /// - Throws: ``BusError/Code/invalidArgument`` if it does not fit where it is written, contains a NUL in a text, or
    ///   nests too deeply.
    public mutating func append(_ value: Value) throws(BusError) {
        var basic = DBusBasicValue()
        switch value {
        case .byte(let number): basic.byt = number
        // 32 bits wide, and libdbus aborts on anything but 0 and 1.
        case .boolean(let flag): basic.bool_val = flag ? 1 : 0
        case .int16(let number): basic.i16 = number
        case .uint16(let number): basic.u16 = number
        case .int32(let number): basic.i32 = number
        case .uint32(let number): basic.u32 = number
        case .int64(let number): basic.i64 = .init(number)
        case .uint64(let number): basic.u64 = .init(number)
        case .double(let number): basic.dbl = number
        case .string(let text): return try append(text, as: .string)
        case .objectPath(let path): return try append(path.text, as: .objectPath)
        case .signature(let signature): return try append(signature.text, as: .signature)
        // libdbus sends a duplicate.
        case .unixDescriptor(let descriptor): basic.fd = descriptor.rawValue
        default: return try appendContainer(value)
        }
        try appendBasic(&basic, value.signature.text)
    }

    /// Appends an array whose elements the closure appends.
    ///
    /// - Parameter element: The type of the elements, needed because there may be none.
    public mutating func appendArray(
        of element: Signature, _ body: (inout MessageWriter) throws(BusError) -> Void
    ) throws(BusError) {
        try take("a\(element)")
        try checkSingle(element)
        try checkSingle(Signature(unchecked: "a\(element)"))
        try container(.array, element.text, .elements(element.text[...]), body)
    }

    /// Appends a structure whose members the closure appends; there must be at least one.
    public mutating func appendStructure(
        _ body: (inout MessageWriter) throws(BusError) -> Void
    ) throws(BusError) {
        let members = try takeStructure()
        try container(.structure, nil, members, body)
    }

    /// Appends a variant whose content the closure appends.
    public mutating func appendVariant(
        of content: Signature, _ body: (inout MessageWriter) throws(BusError) -> Void
    ) throws(BusError) {
        try take("v")
        try checkSingle(content)
        try container(.variant, content.text, .sequence(content.text[...]), body)
    }

    private mutating func appendContainer(_ value: Value) throws(BusError) {
        switch value {
        case .bytes(let bytes):
            try appendBytes(bytes)
        case .array(let element, let values):
            try appendArray(of: element) { (elements) throws(BusError) in
                for value in values { try elements.append(value) }
            }
        case .dictionary(let key, let value, let entries):
            guard
                let element = Signature("a{\(key)\(value)}").map({ Signature(unchecked: String($0.text.dropFirst())) })
            else { throw invalid("{\(key)\(value)} is not the type of a dictionary's entry") }
            try take("a\(element)")
            try container(.array, element.text, .elements(element.text[...])) { (array) throws(BusError) in
                for entry in entries { try array.append(entry, element) }
            }
        case .structure(let members):
            try appendStructure { (structure) throws(BusError) in
                for member in members { try structure.append(member) }
            }
        case .variant(let content):
            try appendVariant(of: content.signature) { (variant) throws(BusError) in try variant.append(content) }
        default:
            throw invalid("\(value.signature) is not a container")
        }
    }

    private mutating func append(_ entry: Value.Entry, _ signature: Signature) throws(BusError) {
        let members = signature.text.dropFirst().dropLast()
        try container(.entry, nil, .sequence(members)) { (content) throws(BusError) in
            try content.append(entry.key)
            try content.append(entry.value)
        }
    }

    private mutating func appendBytes(_ bytes: [UInt8]) throws(BusError) {
        guard bytes.count <= CDBUS_MAXIMUM_ARRAY_LENGTH else {
            throw invalid("an array may hold \(CDBUS_MAXIMUM_ARRAY_LENGTH) bytes, not \(bytes.count)")
        }
        let byte = TypeCode.byte
        try take("ay")
        try container(.array, byte.description, .elements(byte.description[...])) { (array) throws(BusError) in
            let isAppended = bytes.withUnsafeBufferPointer { buffer in
                // libdbus wants the address of a pointer, and a pointer even where there is nothing.
                guard var start = buffer.baseAddress, buffer.count > 0 else { return true }
                return dbus_message_iter_append_fixed_array(
                    &array.iterator, byte.rawValue, &start, Int32(buffer.count)) != 0
            }
            guard isAppended else { throw .outOfMemory(array.message.subject) }
        }
    }

    private mutating func append(_ text: String, as type: TypeCode) throws(BusError) {
        guard !text.utf8.contains(0) else { throw invalid("text with a NUL in it cannot be sent") }
        try take(type.description)
        let isAppended = text.withCString { pointer in
            var start: UnsafePointer<CChar>? = pointer
            return dbus_message_iter_append_basic(&iterator, type.rawValue, &start) != 0
        }
        guard isAppended else { throw .outOfMemory(message.subject) }
    }

    private mutating func appendBasic(_ value: inout DBusBasicValue, _ type: String) throws(BusError) {
        try take(type)
        let code = Int32(type.utf8.first ?? 0)
        guard dbus_message_iter_append_basic(&iterator, code, &value) != 0 else { throw .outOfMemory(message.subject) }
    }

    private mutating func container(
        _ type: TypeCode, _ content: String?, _ expected: Expected,
        _ body: (inout MessageWriter) throws(BusError) -> Void
    ) throws(BusError) {
        guard depth < CDBUS_MAXIMUM_DEPTH else {
            throw invalid("nested more than \(CDBUS_MAXIMUM_DEPTH) levels deep")
        }
        var child = MessageWriter(inside: self, type, expecting: expected)
        guard child.structureDepth <= DBUS_MAXIMUM_TYPE_RECURSION_DEPTH else {
            throw invalid("more than \(DBUS_MAXIMUM_TYPE_RECURSION_DEPTH) structures in one another")
        }
        guard dbus_message_iter_open_container(&iterator, type.rawValue, content, &child.iterator) != 0 else {
            throw .outOfMemory(message.subject)
        }
        do {
            try body(&child)
            try child.checkComplete(type)
        } catch {
            dbus_message_iter_abandon_container(&iterator, &child.iterator)
            throw error
        }
        guard dbus_message_iter_close_container(&iterator, &child.iterator) != 0 else {
            throw .outOfMemory(message.subject)
        }
    }

    /// Notes that a value of this type is appended here, or refuses.
    private mutating func take(_ type: String) throws(BusError) {
        switch expected {
        case .anything: break
        case .sequence(let types):
            guard types.hasPrefix(type) else { throw invalid("expected \(types), not \(type)") }
            expected = .sequence(types.dropFirst(type.utf8.count))
        case .elements(let element):
            guard element == type else { throw invalid("an element of type \(type) in an array of \(element)") }
        }
        count += 1
    }

    /// Notes that a structure is appended here, and tells what its members have to be.
    private mutating func takeStructure() throws(BusError) -> Expected {
        let declared: Substring
        switch expected {
        case .anything:
            count += 1
            return .anything
        case .sequence(let types): declared = Self.firstStructure(of: types)
        case .elements(let element): declared = Self.firstStructure(of: element)
        }
        guard !declared.isEmpty else { throw invalid("a structure where there should be none") }
        try take(String(declared))
        return .sequence(declared.dropFirst().dropLast())
    }

    /// The structure that the types begin with, with its parentheses; empty if they begin with something else.
    private static func firstStructure(of types: Substring) -> Substring {
        var open = 0
        for index in types.indices {
            if types[index] == "(" { open += 1 }
            if types[index] == ")" { open -= 1 }
            if open == 0 { return types[index] == ")" ? types[...index] : "" }
        }
        return ""
    }

    private func checkComplete(_ type: TypeCode) throws(BusError) {
        if case .sequence(let missing) = expected, !missing.isEmpty {
            throw invalid("\(missing) is missing at the end")
        }
        // The wire format has no empty structures, and libdbus would send one.
        if type == .structure, count == 0 { throw invalid("a structure without members") }
    }

    private func checkSingle(_ signature: Signature) throws(BusError) {
        guard signature.isSingle else { throw invalid("\(signature) is not the type of one value") }
    }

    private func invalid(_ text: String) -> BusError {
        BusError(.invalidArgument, text, subject: message.subject)
    }
}
