import CLinux

/// A question to the kernel: its type, the family's own header, and attributes.
public struct NetlinkRequest: Sendable {
    let type: UInt16
    private(set) var payload: [UInt8]

    /// A question without attributes.
    /// - Parameters:
    ///   - type: such as `RTM_GETLINK`.
    ///   - header: the family's own, such as `ifinfomsg`.
    public init<Header>(_ type: Int, _ header: Header) {
        self.type = UInt16(truncatingIfNeeded: type)
        payload = Array(bytesOf: header)
    }

    /// Adds an attribute with a value of bytes.
    /// - Parameter type: such as `NFTA_SET_ELEM_LIST_TABLE.rawValue`.
    public mutating func append(_ type: some BinaryInteger, _ value: [UInt8]) {
        payload += Self.attribute(UInt16(truncatingIfNeeded: type), value)
    }

    /// Adds an attribute with a text and the zero behind it.
    public mutating func append(_ type: some BinaryInteger, _ text: String) {
        append(type, Array(text.utf8) + [0])
    }

    /// Adds an attribute that holds one with a text.
    public mutating func append(_ type: some BinaryInteger, nesting inner: some BinaryInteger, _ text: String) {
        append(
            UInt16(truncatingIfNeeded: type) | UInt16(NLA_F_NESTED),
            Self.attribute(UInt16(truncatingIfNeeded: inner), Array(text.utf8) + [0]))
    }

    /// The bytes of an attribute, filled up to a multiple of NLA_ALIGNTO.
    private static func attribute(_ type: UInt16, _ value: [UInt8]) -> [UInt8] {
        let length = MemoryLayout<nlattr>.size + value.count
        let padding = [UInt8](repeating: 0, count: NetlinkAttributes.aligned(length) - length)
        return Array(bytesOf: nlattr(nla_len: UInt16(truncatingIfNeeded: length), nla_type: type)) + value + padding
    }

    /// The message as it is sent.
    /// - Parameter flags: `NLM_F_…`.
    func message(flags: Int32, sequence: UInt32) -> [UInt8] {
        let header = nlmsghdr(
            nlmsg_len: UInt32(MemoryLayout<nlmsghdr>.size + payload.count), nlmsg_type: type,
            nlmsg_flags: UInt16(flags), nlmsg_seq: sequence, nlmsg_pid: 0)
        return Array(bytesOf: header) + payload
    }
}
