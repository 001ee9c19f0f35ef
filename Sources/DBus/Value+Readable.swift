extension Value: Readable {
    /// Reads the next value, whatever its type.
    ///
    /// - Throws: ``BusError/Code/unexpectedType`` if there is none. The depth is bounded: libdbus refuses messages with
    ///   more than 64 levels.
    public init(from reader: inout MessageReader) throws(BusError) {
        switch reader.nextType {
        case .byte?: self = .byte(try reader.read())
        case .boolean?: self = .boolean(try reader.read())
        case .int16?: self = .int16(try reader.read())
        case .uint16?: self = .uint16(try reader.read())
        case .int32?: self = .int32(try reader.read())
        case .uint32?: self = .uint32(try reader.read())
        case .int64?: self = .int64(try reader.read())
        case .uint64?: self = .uint64(try reader.read())
        case .double?: self = .double(try reader.read())
        case .string?: self = .string(try reader.read())
        case .objectPath?: self = .objectPath(try reader.read())
        case .signature?: self = .signature(try reader.read())
        case .unixDescriptor?: self = .unixDescriptor(try UnixDescriptor(from: &reader))
        case .array?: self = try Self.array(from: &reader)
        case .structure?:
            self = .structure(try reader.inside(.structure) { (members) throws(BusError) in try members.readAll() })
        case .variant?:
            self = .variant(try reader.inside(.variant) { (content) throws(BusError) in try Value(from: &content) })
        default: throw reader.unexpectedType(expected: "*")
        }
    }

    private static func array(from reader: inout MessageReader) throws(BusError) -> Value {
        switch try reader.elementType() {
        case .byte: return .bytes(try reader.readBytes())
        case .entry: return try dictionary(from: &reader)
        default:
            return try reader.insideArray { (elements) throws(BusError) in
                // Before the first element: in an empty array there is none, and its type is declared all the same.
                let signature = elements.nextSignature
                return .array(of: signature, try elements.readAll())
            }
        }
    }

    private static func dictionary(from reader: inout MessageReader) throws(BusError) -> Value {
        try reader.insideArray { (elements) throws(BusError) in
            // `{kv…}`, where the key is one letter.
            let text = elements.nextSignature.text.dropFirst().dropLast()
            let key = Signature(unchecked: String(text.prefix(1)))
            let value = Signature(unchecked: String(text.dropFirst()))
            var entries: [Entry] = []
            while elements.nextType != nil {
                entries.append(
                    try elements.inside(.entry) { (entry) throws(BusError) in
                        Entry(try entry.read(), try entry.read())
                    })
            }
            return .dictionary(key: key, value: value, entries)
        }
    }
}

extension MessageReader {
    /// All values up to the end.
    mutating func readAll() throws(BusError) -> [Value] {
        var values: [Value] = []
        while nextType != nil {
            values.append(try Value(from: &self))
        }
        return values
    }
}
