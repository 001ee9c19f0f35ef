internal import CDBus

/// The type of one value, by the letter that stands for it in a signature.
public struct TypeCode: Hashable, Sendable, CustomStringConvertible {
    /// The letter, in ASCII. Structures and dictionary entries have the letters `r` and `e`, which no signature
    /// contains.
    let rawValue: Int32

    init(rawValue: Int32) {
        self.rawValue = rawValue
    }

    private init(_ code: Int) {
        rawValue = Int32(code)
    }

    /// What libdbus says at the end of the values.
    static var invalid: Int32 { Int32(CDBUS_TYPE_INVALID) }
    /// `y`, an octet.
    public static var byte: TypeCode { TypeCode(CDBUS_TYPE_BYTE) }
    /// `b`
    public static var boolean: TypeCode { TypeCode(CDBUS_TYPE_BOOLEAN) }
    /// `n`
    public static var int16: TypeCode { TypeCode(CDBUS_TYPE_INT16) }
    /// `q`
    public static var uint16: TypeCode { TypeCode(CDBUS_TYPE_UINT16) }
    /// `i`
    public static var int32: TypeCode { TypeCode(CDBUS_TYPE_INT32) }
    /// `u`
    public static var uint32: TypeCode { TypeCode(CDBUS_TYPE_UINT32) }
    /// `x`
    public static var int64: TypeCode { TypeCode(CDBUS_TYPE_INT64) }
    /// `t`
    public static var uint64: TypeCode { TypeCode(CDBUS_TYPE_UINT64) }
    /// `d`
    public static var double: TypeCode { TypeCode(CDBUS_TYPE_DOUBLE) }
    /// `s`
    public static var string: TypeCode { TypeCode(CDBUS_TYPE_STRING) }
    /// `o`
    public static var objectPath: TypeCode { TypeCode(CDBUS_TYPE_OBJECT_PATH) }
    /// `g`
    public static var signature: TypeCode { TypeCode(CDBUS_TYPE_SIGNATURE) }
    /// `h`, an open file descriptor.
    public static var unixDescriptor: TypeCode { TypeCode(CDBUS_TYPE_UNIX_FD) }
    /// `a`, also for dictionaries, which are arrays of entries.
    public static var array: TypeCode { TypeCode(CDBUS_TYPE_ARRAY) }
    /// `v`
    public static var variant: TypeCode { TypeCode(CDBUS_TYPE_VARIANT) }
    /// A structure, `(…)` in a signature.
    public static var structure: TypeCode { TypeCode(CDBUS_TYPE_STRUCT) }
    /// An entry of a dictionary, `{…}` in a signature.
    public static var entry: TypeCode { TypeCode(CDBUS_TYPE_DICT_ENTRY) }

    /// Whether values of the type are text: a string, an object path or a signature.
    var isText: Bool { self == .string || self == .objectPath || self == .signature }

    /// The letter.
    public var description: String {
        UInt8(exactly: rawValue).map { String(UnicodeScalar($0)) } ?? "\(rawValue)"
    }
}
