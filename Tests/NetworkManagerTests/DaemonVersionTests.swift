import NetworkManager
import Testing

@Suite struct DaemonVersionTests {
    @Test(arguments: [
        ("1.42.4", [1, 42, 4]), ("1.42.4-1.fc38", [1, 42, 4]), ("1.58.1-rc2", [1, 58, 1]), ("1.0", [1, 0, 0]),
        ("1.49.3-dev", [1, 49, 3]), ("1.10.2.1-4", [1, 10, 2]), ("1.46-rc1", [1, 46, 0]),
        ("10.200.3000", [10, 200, 3000]),
    ])
    func `the numbers are read, and what follows is kept`(text: String, numbers: [Int]) throws {
        let version = try #require(DaemonVersion(text))
        #expect([version.major, version.minor, version.micro] == numbers)
        #expect(version.description == text)
    }

    @Test(arguments: ["", "1", "one.two", "-1.2", "1.", ".1", "1.x.3", "99999999999999999999.1"])
    func `text that is no version is none`(text: String) {
        #expect(DaemonVersion(text) == nil)
    }

    @Test func `numbers are compared as numbers`() throws {
        let version = try #require(DaemonVersion("1.9.10"))
        #expect(version.isAtLeast(1, 9) && version.isAtLeast(1, 9, 10) && version.isAtLeast(0, 99))
        #expect(!version.isAtLeast(1, 10) && !version.isAtLeast(1, 9, 11) && !version.isAtLeast(2, 0))
    }

    @Test func `numbers that are not known yet are data`() {
        #expect(DeviceState(rawValue: 130).description == "130")
        #expect(DeviceState.unmanaged.description == "unmanaged")
        #expect(DeviceStateReason(rawValue: 1000).description == "1000")
        #expect(DeviceStateReason.unmanagedUserSettings.description == "unmanaged-user-settings")
        #expect(DeviceStateReason.unmanagedUserUdev.description == "unmanaged-user-udev")
        #expect(DeviceStateReason(rawValue: 79).description == "modem-no-operator-code")
        #expect(DeviceType(rawValue: 99).description == "99")
        #expect(
            [.veth, .vxlan, .loopback, .wireguard].map(\DeviceType.description) == [
                "veth", "vxlan", "loopback", "wireguard",
            ])
        #expect(DaemonState(rawValue: 5).description == "5")
    }
}
