/// Any value that a message can carry, for those who need all of it; to pick out a part, see ``MessageReader``.
public indirect enum Value: Hashable, Sendable {
    /// `y`
    case byte(UInt8)
    /// `b`
    case boolean(Bool)
    /// `n`
    case int16(Int16)
    /// `q`
    case uint16(UInt16)
    /// `i`
    case int32(Int32)
    /// `u`
    case uint32(UInt32)
    /// `x`
    case int64(Int64)
    /// `t`
    case uint64(UInt64)
    /// `d`
    case double(Double)
    /// `s`
    case string(String)
    /// `o`
    case objectPath(ObjectPath)
    /// `g`
    case signature(Signature)
    /// `h`
    case unixDescriptor(UnixDescriptor)
    /// `ay`: always this and never ``array(of:_:)`` in what was read, so that large contents stay in one piece.
    case bytes([UInt8])
    /// An array, with the signature of its elements, which an empty one must have too.
    case array(of: Signature, [Value])
    /// A dictionary, with the signatures of its keys and values, in the order of the wire.
    case dictionary(key: Signature, value: Signature, [Entry])
    /// A structure, which cannot be empty.
    case structure([Value])
    /// `v`
    case variant(Value)

    /// One entry of a dictionary.
    public struct Entry: Hashable, Sendable {
        /// A value of a basic type.
        public let key: Value
        /// A value of any type.
        public let value: Value

        /// An entry of the two.
        public init(_ key: Value, _ value: Value) {
            self.key = key
            self.value = value
        }
    }

    /// The type, as it would stand in a message's signature. Not necessarily one that libdbus accepts, where the
    /// nesting is too deep.
    public var signature: Signature { Signature(unchecked: signatureText) }

    private var signatureText: String {
        switch self {
        case .byte: TypeCode.byte.description
        case .boolean: TypeCode.boolean.description
        case .int16: TypeCode.int16.description
        case .uint16: TypeCode.uint16.description
        case .int32: TypeCode.int32.description
        case .uint32: TypeCode.uint32.description
        case .int64: TypeCode.int64.description
        case .uint64: TypeCode.uint64.description
        case .double: TypeCode.double.description
        case .string: TypeCode.string.description
        case .objectPath: TypeCode.objectPath.description
        case .signature: TypeCode.signature.description
        case .unixDescriptor: TypeCode.unixDescriptor.description
        case .bytes: "ay"
        case .array(let element, _): "a\(element)"
        case .dictionary(let key, let value, _): "a{\(key)\(value)}"
        case .structure(let members): "(\(members.map(\.signatureText).joined()))"
        case .variant: TypeCode.variant.description
        }
    }

    /// The value itself, or what is inside if it is a variant, or a variant in a variant.
    public var unwrapped: Value {
        if case .variant(let content) = self { content.unwrapped } else { self }
    }

    /// The value found under a text key, if this is a dictionary that has it; variants around it are taken off.
    public subscript(key: String) -> Value? {
        guard case .dictionary(_, _, let entries) = self else { return nil }
        return entries.first { $0.key == .string(key) }?.value.unwrapped
    }
}
