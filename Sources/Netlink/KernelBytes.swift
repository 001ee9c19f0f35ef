extension ArraySlice<UInt8> {
    /// A number, or a structure of the kernel's headers, that stands at the beginning of these bytes, with numbers in
    /// the processor's order.
    ///
    /// Swift does not know that structures with unions in them are plain bytes, so no type says it: it must be one of
    /// C's.
    /// - Returns: nil where there are too few bytes.
    @inlinable
    public func load<Structure>(_ type: Structure.Type) -> Structure? {
        let size = MemoryLayout<Structure>.size
        guard count >= size else { return nil }
        return withUnsafeTemporaryAllocation(of: type, capacity: 1) { room in
            withUnsafeBytes { bytes in
                UnsafeMutableRawBufferPointer(room).copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[..<size]))
            }
            return room[0]
        }
    }

    /// The text up to the first zero.
    public var text: String { String(decoding: prefix { $0 != 0 }, as: UTF8.self) }
}

extension [UInt8] {
    /// The bytes of a number or structure as they are in memory: numbers in the processor's order.
    @inlinable
    public init<Value>(bytesOf value: Value) {
        self = Swift.withUnsafeBytes(of: value) { Array($0) }
    }

    /// A structure of the kernel's headers that stands at the beginning of these bytes.
    @inlinable
    public func load<Structure>(_ type: Structure.Type) -> Structure? { self[...].load(type) }
}
