import Base
import CLinux
import Foundation
import SystemPackage
import Testing

@testable import Netlink

/// The transport, with the kernel that the tests run on.
@Suite struct SocketTests {
    private func socket(within limit: Duration = .seconds(30), bytes: Int = 1 << 20) throws -> NetlinkSocket {
        try NetlinkSocket(.route, by: Deadline(after: limit), limit: bytes)
    }

    private func link(_ index: Int32) -> NetlinkRequest {
        var header = ifinfomsg()
        header.ifi_index = index
        return NetlinkRequest(RTM_GETLINK, header)
    }

    private func name(_ message: NetlinkMessage) -> String? {
        message.attributes(after: ifinfomsg.self)[IFLA_IFNAME]?.text
    }

    @Test func `a request has one answer, and a list has all`() throws {
        var socket = try socket()
        let one = try socket.request(link(1))
        #expect(name(one) == "lo")
        let all = try socket.dump(NetlinkRequest(RTM_GETLINK, ifinfomsg()))
        #expect(all.contains { name($0) == "lo" })
        // The answers of one question are not taken for those of the next.
        let again = try socket.request(link(1))
        #expect(name(again) == "lo")
    }

    @Test func `what is not there is refused with the kernel's reason`() throws {
        var socket = try socket()
        // ENODEV.
        #expect(throws: NetlinkError.refused(.operationNotSupportedByDevice)) {
            _ = try socket.request(link(Int32.max))
        }
    }

    @Test func `a deadline that has passed ends waiting, and so does an interruption`() throws {
        var late = try socket(within: .zero)
        #expect(throws: NetlinkError.timedOut) { _ = try late.request(link(1)) }
        let pipe = Pipe()
        try pipe.fileHandleForWriting.write(contentsOf: Data([1]))
        let deadline = Deadline(after: .seconds(30), orReadable: pipe.fileHandleForReading.fileDescriptor)
        var interrupted = try NetlinkSocket(.route, by: deadline, limit: 1 << 20)
        #expect(throws: NetlinkError.interrupted) { _ = try interrupted.dump(NetlinkRequest(RTM_GETLINK, ifinfomsg())) }
    }

    @Test func `more bytes than were asked for are none`() throws {
        var socket = try socket(bytes: 8)
        #expect(throws: NetlinkError.tooLarge(limit: 8)) { _ = try socket.request(link(1)) }
    }

    @Test func `addresses of the machine come with the names of their interfaces`() throws {
        let addresses = try InterfaceAddress.all(by: Deadline(after: .seconds(30)))
        #expect(addresses.allSatisfy { !$0.interface.isEmpty && $0.interface != "lo" })
        _ = try VXLANDevice.all(by: Deadline(after: .seconds(30)))
    }
}
