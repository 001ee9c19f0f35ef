internal import CDBus

/// A type whose values can be read straight out of a message.
public protocol Readable {
    /// Reads the next value.
    ///
    /// - Throws: ``BusError/Code/unexpectedType`` if it is of another type; the reader then stays where it is.
    init(from reader: inout MessageReader) throws(BusError)
}

extension UInt8: Readable {
    /// Reads a `y`.
    public init(from reader: inout MessageReader) throws(BusError) {
        try reader.expect(.byte, "y")
        self = reader.basicValue().byt
    }
}

extension Bool: Readable {
    /// Reads a `b`.
    public init(from reader: inout MessageReader) throws(BusError) {
        try reader.expect(.boolean, "b")
        // Four bytes wide, unlike C's bool.
        self = reader.basicValue().bool_val != 0
    }
}

extension Int16: Readable {
    /// Reads an `n`.
    public init(from reader: inout MessageReader) throws(BusError) {
        try reader.expect(.int16, "n")
        self = reader.basicValue().i16
    }
}

extension UInt16: Readable {
    /// Reads a `q`.
    public init(from reader: inout MessageReader) throws(BusError) {
        try reader.expect(.uint16, "q")
        self = reader.basicValue().u16
    }
}

extension Int32: Readable {
    /// Reads an `i`.
    public init(from reader: inout MessageReader) throws(BusError) {
        try reader.expect(.int32, "i")
        self = reader.basicValue().i32
    }
}

extension UInt32: Readable {
    /// Reads a `u`.
    public init(from reader: inout MessageReader) throws(BusError) {
        try reader.expect(.uint32, "u")
        self = reader.basicValue().u32
    }
}

extension Int64: Readable {
    /// Reads an `x`.
    public init(from reader: inout MessageReader) throws(BusError) {
        try reader.expect(.int64, "x")
        self = Int64(reader.basicValue().i64)
    }
}

extension UInt64: Readable {
    /// Reads a `t`.
    public init(from reader: inout MessageReader) throws(BusError) {
        try reader.expect(.uint64, "t")
        self = UInt64(reader.basicValue().u64)
    }
}

extension Double: Readable {
    /// Reads a `d`.
    public init(from reader: inout MessageReader) throws(BusError) {
        try reader.expect(.double, "d")
        self = reader.basicValue().dbl
    }
}

extension String: Readable {
    /// Reads an `s`.
    public init(from reader: inout MessageReader) throws(BusError) {
        try reader.expect(.string, "s")
        // Copied at once: the pointer lives only as long as the message.
        self.init(cString: reader.basicValue().str)
    }
}

extension ObjectPath: Readable {
    /// Reads an `o`.
    public init(from reader: inout MessageReader) throws(BusError) {
        try reader.expect(.objectPath, "o")
        self.init(unchecked: String(cString: reader.basicValue().str))
    }
}

extension Signature: Readable {
    /// Reads a `g`.
    public init(from reader: inout MessageReader) throws(BusError) {
        try reader.expect(.signature, "g")
        self.init(unchecked: String(cString: reader.basicValue().str))
    }
}

extension UnixDescriptor {
    /// Reads an `h`. libdbus hands out a duplicate that is the caller's to close.
    convenience init(from reader: inout MessageReader) throws(BusError) {
        try reader.expect(.unixDescriptor, "h")
        self.init(owning: reader.basicValue().fd)
    }
}

extension Array: Readable where Element: Readable {
    /// Reads an array. An empty one is accepted whatever the declared type of its elements.
    public init(from reader: inout MessageReader) throws(BusError) {
        var elements: [Element] = []
        try reader.forEachElement { (element) throws(BusError) in elements.append(try element.read()) }
        self = elements
    }
}
