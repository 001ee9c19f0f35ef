/// One message of an answer of the kernel: linux/netlink.h.
struct NetlinkMessage {
    /// What it is about; the numbers are the family's.
    let type: UInt16
    /// `NLM_F_…`.
    let flags: UInt16
    /// The number of the question that it answers.
    let sequence: UInt32
    /// What follows the header; its indexes start at 0.
    let payload: [UInt8]

    /// The messages of a datagram; nil where a length leads out of it.
    static func all(in datagram: ArraySlice<UInt8>) -> [NetlinkMessage]? {
        var rest = datagram
        var messages: [NetlinkMessage] = []
        while !rest.isEmpty {
            guard let length = rest.number32(at: 0).map(Int.init), length >= 16, length <= rest.count,
                let type = rest.number16(at: 4), let flags = rest.number16(at: 6), let sequence = rest.number32(at: 8)
            else { return nil }
            messages.append(
                NetlinkMessage(
                    type: type, flags: flags, sequence: sequence, payload: Array(rest.dropFirst(16).prefix(length - 16))
                ))
            rest = rest.dropFirst((length + 3) & ~3)
        }
        return messages
    }

    /// The attributes behind the family's own header.
    func attributes(after header: Int) -> NetlinkAttributes { NetlinkAttributes(payload.dropFirst(header)) }
}

/// A list of attributes, each a number, a length and bytes; it ends where a length leads out of it.
struct NetlinkAttributes: Sequence, IteratorProtocol {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    mutating func next() -> (type: UInt16, value: ArraySlice<UInt8>)? {
        guard let length = rest.number16(at: 0).map(Int.init), length >= 4, length <= rest.count,
            let type = rest.number16(at: 2)
        else { return nil }
        defer { rest = rest.dropFirst((length + 3) & ~3) }
        // The two highest bits say "nested" and "in network order".
        return (type & 0x3FFF, rest.dropFirst(4).prefix(length - 4))
    }

    /// The first attribute of a number.
    subscript(type: UInt16) -> ArraySlice<UInt8>? { first { $0.type == type }?.value }

    /// The attributes inside of an attribute.
    func nested(_ type: UInt16) -> NetlinkAttributes? { self[type].map(NetlinkAttributes.init) }

    /// A text, without the zero at its end.
    func text(_ type: UInt16) -> String? {
        self[type].map { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }

    /// A number of four bytes in network order, as netfilter has them.
    func big32(_ type: UInt16) -> UInt32? { self[type].flatMap { $0.number32(at: 0)?.byteSwapped } }

    /// A number of eight bytes in network order.
    func big64(_ type: UInt16) -> UInt64? {
        self[type].flatMap { bytes in
            bytes.count == 8 ? bytes.reduce(0) { $0 << 8 | UInt64($1) } : nil
        }
    }
}

extension [UInt8] {
    /// Appends a number in the processor's order, as netlink wants its headers.
    mutating func appendNative<Number: FixedWidthInteger>(_ number: Number) {
        Swift.withUnsafeBytes(of: number) { append(contentsOf: $0) }
    }

    /// Appends an attribute, filled up to a multiple of four bytes.
    mutating func appendAttribute(_ type: UInt16, _ value: [UInt8]) {
        appendNative(UInt16(4 + value.count))
        appendNative(type)
        self += value
        while count & 3 != 0 { append(0) }
    }
}

extension RandomAccessCollection<UInt8> where Index == Int {
    /// Two bytes in the processor's order (little end first on every one that Swift runs on).
    func number16(at offset: Int) -> UInt16? {
        guard offset >= 0, offset + 2 <= count else { return nil }
        return UInt16(self[startIndex + offset]) | UInt16(self[startIndex + offset + 1]) << 8
    }

    /// Four bytes in the processor's order.
    func number32(at offset: Int) -> UInt32? {
        guard let low = number16(at: offset), let high = number16(at: offset + 2) else { return nil }
        return UInt32(low) | UInt32(high) << 16
    }
}
