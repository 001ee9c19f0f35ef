import CLinux

/// One message of the kernel's answer: linux/netlink.h, `struct nlmsghdr` and what follows it.
public struct NetlinkMessage: Sendable {
    /// What it is about; the numbers are the family's.
    public let type: UInt16
    /// `NLM_F_…`.
    public let flags: UInt16
    /// The number of the question that it answers.
    public let sequence: UInt32
    /// What follows the header.
    public let payload: ArraySlice<UInt8>

    /// The messages of a datagram; nil where a length leads out of it.
    public static func all(in datagram: ArraySlice<UInt8>) -> [NetlinkMessage]? {
        let size = MemoryLayout<nlmsghdr>.size
        var rest = datagram
        var messages: [NetlinkMessage] = []
        while !rest.isEmpty {
            guard let header = rest.load(nlmsghdr.self) else { return nil }
            let length = Int(header.nlmsg_len)
            guard length >= size, length <= rest.count else { return nil }
            messages.append(
                NetlinkMessage(
                    type: header.nlmsg_type, flags: header.nlmsg_flags, sequence: header.nlmsg_seq,
                    payload: rest.dropFirst(size).prefix(length - size)))
            rest = rest.dropFirst(NetlinkAttributes.aligned(length))
        }
        return messages
    }

    /// The family's own header, such as `ifinfomsg`; nil where the message is too short for it.
    @inlinable
    public func header<Header>(_ type: Header.Type) -> Header? { payload.load(type) }

    /// The attributes behind the family's own header.
    @inlinable
    public func attributes<Header>(after type: Header.Type) -> NetlinkAttributes {
        // Headers are as long as a multiple of NLMSG_ALIGNTO.
        NetlinkAttributes(payload.dropFirst(MemoryLayout<Header>.stride))
    }
}
