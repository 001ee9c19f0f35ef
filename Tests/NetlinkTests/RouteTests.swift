import CLinux
import Foundation
import TestSupport
import Testing

@testable import Netlink

/// Links and addresses in answers of the kernel.
@Suite struct RouteTests {
    private func host<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] { [UInt8](bytesOf: number) }

    private func messages(_ name: String) throws -> [NetlinkMessage] {
        let path = Repository.path("Tests/Fixtures/kernel-answers/\(name)")
        return try #require(NetlinkMessage.all(in: [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))[...]))
    }

    @Test func `VXLAN devices are read from a recorded list of links, and bridges are not`() throws {
        let devices = try messages("links").compactMap(VXLANDevice.init)
        #expect(
            devices == [
                VXLANDevice(name: "vxlan.calico", port: 4789, identifier: 4096, isUp: true, traits: []),
                VXLANDevice(name: "vxlan1", port: 4790, identifier: 0, isUp: false, traits: ["external", "gbp"]),
                VXLANDevice(
                    name: "vxlan-v6.calico", port: 4789, identifier: 4096, isUp: false, traits: ["udp6zerocsumrx"]),
            ])
        #expect(devices[0].clash(with: devices[2]) != nil)
        #expect(devices[0].clash(with: devices[1]) == nil)
    }

    /// RTM_NEWADDR.
    private func address(scope: UInt8 = 0, index: UInt32 = 2, flags: UInt8 = 0x80, _ attributes: [UInt8]) -> [UInt8] {
        let payload = [2, 24, flags, scope] + host(index) + attributes  // AF_INET, /24
        return host(UInt32(16 + payload.count)) + host(UInt16(20)) + host(UInt16(2)) + host(UInt32(1))
            + host(UInt32(9)) + payload
    }

    private func read(_ bytes: [UInt8]) throws -> InterfaceAddress? {
        let message = try #require(NetlinkMessage.all(in: bytes[...])?.first)
        return InterfaceAddress(message, interface: "eth0")
    }

    @Test func `an address is this node's own, not the far end's`() throws {
        let far: [UInt8] = host(UInt16(8)) + host(UInt16(1)) + [192, 0, 2, 1]  // IFA_ADDRESS
        let own: [UInt8] = host(UInt16(8)) + host(UInt16(2)) + [192, 0, 2, 5]  // IFA_LOCAL
        #expect(
            try read(address(far + own)) == InterfaceAddress("eth0", index: 2, [192, 0, 2, 5], prefix: 24))
        #expect(try read(address(far)) == InterfaceAddress("eth0", index: 2, [192, 0, 2, 1], prefix: 24))
        // IFA_F_SECONDARY.
        #expect(try read(address(flags: 0x81, own))?.isSecondary == true)
    }

    @Test func `addresses of a link, of the host, of lo and without bytes are none`() throws {
        let own: [UInt8] = host(UInt16(8)) + host(UInt16(2)) + [192, 0, 2, 5]
        #expect(try read(address(scope: 253, own)) == nil)  // RT_SCOPE_LINK
        #expect(try read(address(scope: 254, own)) == nil)  // RT_SCOPE_HOST
        #expect(try read(address(index: 1, own)) == nil)
        #expect(try read(address([])) == nil)
    }
}
