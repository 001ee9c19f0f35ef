import CLinux
import Testing

@testable import Netlink

/// What is sent to the kernel and what comes from it, byte by byte.
@Suite struct MessageTests {
    /// A number in the processor's order.
    private func host<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] { [UInt8](bytesOf: number) }

    @Test func `a request is a header, the family's own header and attributes filled up to four bytes`() {
        var request = NetlinkRequest(RTM_GETLINK, ifinfomsg())
        request.append(IFLA_LINKINFO, nesting: IFLA_INFO_KIND, "vxlan")
        let expected: [UInt8] =
            host(UInt32(48))  // nlmsg_len
            + host(UInt16(18))  // nlmsg_type: RTM_GETLINK
            + host(UInt16(0x301))  // nlmsg_flags: NLM_F_REQUEST, NLM_F_ROOT and NLM_F_MATCH
            + host(UInt32(7))  // nlmsg_seq
            + host(UInt32(0))  // nlmsg_pid
            + [UInt8](repeating: 0, count: 16)  // struct ifinfomsg
            + host(UInt16(16)) + host(UInt16(0x8012))  // NLA_F_NESTED and IFLA_LINKINFO
            + host(UInt16(10)) + host(UInt16(1))  // IFLA_INFO_KIND, which is ten bytes long and takes twelve
            + Array("vxlan\0".utf8) + [0, 0]
        #expect(request.message(flags: NLM_F_REQUEST | NLM_F_DUMP, sequence: 7) == expected)
    }

    /// A message with a header of four bytes and attributes.
    private func message(type: UInt16, flags: UInt16 = 2, _ payload: [UInt8]) -> [UInt8] {
        host(UInt32(16 + payload.count)) + host(type) + host(flags) + host(UInt32(1)) + host(UInt32(99)) + payload
    }

    @Test func `a datagram has messages one behind the other, each at a multiple of four bytes`() throws {
        let datagram = message(type: 0xA06, [1, 2, 3, 4, 5]) + [0, 0, 0] + message(type: 3, [])
        let messages = try #require(NetlinkMessage.all(in: datagram[...]))
        #expect(messages.map(\.type) == [0xA06, 3])
        #expect(messages.map(\.flags) == [2, 2])
        #expect(messages.map(\.sequence) == [1, 1])
        #expect(messages.map { Array($0.payload) } == [[1, 2, 3, 4, 5], []])
    }

    @Test(arguments: [15, 17, 21])
    func `a length that leads out of the datagram, or is shorter than its header, makes it none`(length: UInt32) {
        let datagram = host(length) + Array(message(type: 3, []).dropFirst(4))
        #expect(NetlinkMessage.all(in: datagram[...]) == nil || length == 16)
        #expect(NetlinkMessage.all(in: datagram.prefix(10)[...]) == nil)
    }

    @Test func `an attribute is found by its type, whatever flags it has`() throws {
        let attributes = NetlinkAttributes(
            (host(UInt16(8)) + host(UInt16(0x8001)) + host(UInt16(4)) + host(UInt16(9))  // NLA_F_NESTED
                + host(UInt16(8)) + host(UInt16(0x4002)) + [0x01, 0x02, 0x03, 0x04]  // NLA_F_NET_BYTEORDER
                + host(UInt16(7)) + host(UInt16(3)) + Array("ab\0".utf8) + [0])[...])
        #expect(attributes.map(\.type) == [1, 2, 3])
        #expect(attributes[1]?.attributes.map(\.type) == [9])
        #expect(attributes[2]?.network32 == 0x0102_0304)
        #expect(attributes[2]?.network16 == 0x0102)
        #expect(attributes[2]?.host32 == UInt32(bigEndian: 0x0102_0304))
        #expect(attributes[2]?.network64 == nil)
        #expect(attributes[3]?.text == "ab")
        #expect(attributes[4] == nil)
    }

    @Test(arguments: [[UInt8](), [4], [3, 0, 1, 0], [5, 0, 1, 0], [255, 255, 1, 0, 0]])
    func `a list of attributes ends where a length leads out of it`(bytes: [UInt8]) {
        let native =
            bytes.count < 2 ? bytes : host(UInt16(bytes[0]) | UInt16(bytes[1]) << 8) + Array(bytes.dropFirst(2))
        #expect(Array(NetlinkAttributes(native[...])).isEmpty)
    }

    @Test func `a structure is read from bytes at any address, and not from too few`() throws {
        let bytes = [0] + host(UInt16(2)) + [10, 24]
        let structure = try #require(bytes.dropFirst(1).load(nlattr.self) as nlattr?)
        #expect(structure.nla_len == 2)
        #expect(bytes.dropFirst(2).load(nlattr.self) == nil)
    }
}
