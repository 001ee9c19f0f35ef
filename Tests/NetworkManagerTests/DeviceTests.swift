import Base
import BusTestSupport
import DBus
import Foundation
import NetworkManager
import TestSupport
import Testing

@Suite(.waits) struct DeviceTests {
    let sandbox: Sandbox
    let daemon: Daemon

    init() throws {
        sandbox = try Sandbox()
        daemon = try sandbox.daemon()
    }

    private func path(_ name: String) throws -> ObjectPath {
        try #require(try daemon.snapshot(by: .testEnd).devices.first { $0.name == name }).path
    }

    @Test func `a reload makes a device unmanaged by the time it returns`() throws {
        try sandbox.run(
            "printf '[keyfile]\\nunmanaged-devices=interface-name:vxlan.calico\\n' >/etc/NetworkManager/conf.d/x.conf")
        #expect(try daemon.device(path("vxlan.calico"), by: .testEnd).isManaged)
        try daemon.reloadConfiguration(by: .testEnd)
        let device = try daemon.device(path("vxlan.calico"), by: .testEnd)
        #expect(!device.isManaged && device.state == .unmanaged)
        let status = try daemon.status(by: .testEnd)
        let reasons: [DeviceStateReason] =
            status.version?.isAtLeast(1, 48) == true ? [.unmanagedUserSettings] : [.nowUnmanaged]
        #expect(reasons.contains(device.stateReason), "found \(device.stateReason) in \(status)")
    }

    @Test func `a device released by hand keeps its addresses, routes and link`() throws {
        let state = "ip -br address show cali0; ip route show dev cali0; ip -o link show cali0"
        let before = try sandbox.run(state)
        let path = try path("cali0")
        #expect(try daemon.device(path, by: .testEnd).isManaged)
        try daemon.setManaged(false, path, by: .testEnd)
        let device = try daemon.wait(for: path, by: .testEnd) { $0.state == .unmanaged }
        #expect(!device.isManaged && device.state == .unmanaged)
        #expect(try sandbox.run(state) == before)
    }

    @Test func `a change during the wait ends the wait`() throws {
        let path = try path("cali0")
        let other = try sandbox.daemon()
        let box = UncheckedBox(value: other)
        DispatchQueue.global().asyncAfter(deadline: .now() + 0.2) {
            try? box.value.setManaged(false, path, by: .testEnd)
        }
        let device = try daemon.wait(for: path, by: .testEnd) { !$0.isManaged }
        #expect(!device.isManaged)
    }

    @Test func `a wait in vain ends at the deadline with the device as it is`() throws {
        let clock = ContinuousClock()
        let start = clock.now
        let device = try daemon.wait(for: path("cali0"), by: Deadline(after: .milliseconds(300))) { _ in false }
        #expect(device.name == "cali0" && device.isManaged)
        #expect(clock.now - start < .seconds(10))
    }

    @Test func `a device that disappears during the wait is gone`() throws {
        let path = try path("cali0")
        let sandbox = sandbox
        DispatchQueue.global().asyncAfter(deadline: .now() + 0.2) { _ = try? sandbox.run("ip link delete cali0") }
        let error = try #require(throws: DaemonError.self) { try daemon.wait(for: path, by: .testEnd) { _ in false } }
        #expect(error.code == .noSuchDevice)
    }

    @Test func `a device that does not exist is a typed error in every call`() throws {
        let path: ObjectPath = "/org/freedesktop/NetworkManager/Devices/9999"
        let calls: [() throws -> Void] = [
            { _ = try daemon.device(path, by: .testEnd) },
            { try daemon.setManaged(false, path, by: .testEnd) },
            { try daemon.forgetManaged(path, by: .testEnd) },
            { _ = try daemon.wait(for: path, by: .testEnd) { _ in true } },
        ]
        for call in calls {
            let error = try #require(throws: DaemonError.self) { try call() }
            #expect(error.code == .noSuchDevice, "found \(error)")
        }
    }

    @Test func `the mark of a released device is forgotten where the version can`() throws {
        let path = try path("cali0")
        try daemon.setManaged(false, path, by: .testEnd)
        _ = try daemon.wait(for: path, by: .testEnd) { !$0.isManaged }
        if try daemon.status(by: .testEnd).version?.isAtLeast(1, 57) == true {
            try daemon.forgetManaged(path, by: .testEnd)
            #expect(try daemon.wait(for: path, by: .testEnd) { $0.isManaged }.isManaged)
        } else {
            let error = try #require(throws: DaemonError.self) { try daemon.forgetManaged(path, by: .testEnd) }
            #expect(error.code == .unsupported)
        }
    }
}

/// What is handed to one other thread, and not used here any more.
struct UncheckedBox<Value>: @unchecked Sendable {
    let value: Value
}
