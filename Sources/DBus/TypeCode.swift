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
    static let invalid = Int32(CDBUS_TYPE_INVALID)
    /// `y`, an octet.
    public static let byte = TypeCode(CDBUS_TYPE_BYTE)
    /// `b`
    public static let boolean = TypeCode(CDBUS_TYPE_BOOLEAN)
    /// `n`
    public static let int16 = TypeCode(CDBUS_TYPE_INT16)
    /// `q`
    public static let uint16 = TypeCode(CDBUS_TYPE_UINT16)
    /// `i`
    public static let int32 = TypeCode(CDBUS_TYPE_INT32)
    /// `u`
    public static let uint32 = TypeCode(CDBUS_TYPE_UINT32)
    /// `x`
    public static let int64 = TypeCode(CDBUS_TYPE_INT64)
    /// `t`
    public static let uint64 = TypeCode(CDBUS_TYPE_UINT64)
    /// `d`
    public static let double = TypeCode(CDBUS_TYPE_DOUBLE)
    /// `s`
    public static let string = TypeCode(CDBUS_TYPE_STRING)
    /// `o`
    public static let objectPath = TypeCode(CDBUS_TYPE_OBJECT_PATH)
    /// `g`
    public static let signature = TypeCode(CDBUS_TYPE_SIGNATURE)
    /// `h`, an open file descriptor.
    public static let unixDescriptor = TypeCode(CDBUS_TYPE_UNIX_FD)
    /// `a`, also for dictionaries, which are arrays of entries.
    public static let array = TypeCode(CDBUS_TYPE_ARRAY)
    /// `v`
    public static let variant = TypeCode(CDBUS_TYPE_VARIANT)
    /// A structure, `(…)` in a signature.
    public static let structure = TypeCode(CDBUS_TYPE_STRUCT)
    /// An entry of a dictionary, `{…}` in a signature.
    public static let entry = TypeCode(CDBUS_TYPE_DICT_ENTRY)

    /// The letter.
    public var description: String {
        UInt8(exactly: rawValue).map { String(UnicodeScalar($0)) } ?? "\(rawValue)"
    }
}
