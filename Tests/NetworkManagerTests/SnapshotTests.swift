import BusTestSupport
import DBus
import NetworkManager
import TestSupport
import Testing

@Suite(.waits) struct SnapshotTests {
    @Test func `devices have the names, types and states that they have`() throws {
        let sandbox = try Sandbox("--workloads", "2")
        let snapshot = try sandbox.daemon().snapshot(by: .testEnd)
        let names = snapshot.devices.map(\.name)
        #expect(names == names.sorted())
        #expect(Set(names).isSuperset(of: ["cali0", "cali1", "eth0", "lo", "tunl0", "vxlan.calico"]), "found \(names)")

        func device(_ name: String) throws -> Device { try #require(snapshot.devices.first { $0.name == name }) }
        let workload = try device("cali0")
        #expect(workload.type == .veth)
        #expect(workload.driver == "veth")
        #expect(workload.isManaged && workload.state == .disconnected, "found \(workload)")
        #expect(workload.activeConnection == nil && workload.isExternallyConnected == false)
        #expect(workload.hardwareAddress == "EE:EE:EE:EE:EE:EE")
        let tunnel = try device("vxlan.calico")
        #expect(tunnel.type == .vxlan)
        #expect(
            tunnel.isManaged && tunnel.state == .activated && tunnel.isExternallyConnected == true, "found \(tunnel)")
        let uplink = try device("eth0")
        #expect(uplink.state == .activated && uplink.isExternallyConnected == false, "found \(uplink)")
    }

    @Test func `a snapshot says what one call for all objects says`() throws {
        try expectWhatOneCallSays(try Sandbox("--workloads", "130"), atLeast: 131)
    }

    @Test(.enabled(if: Self.hasIfb, "this kernel makes no link of the kind ifb"))
    func `a snapshot says the same of a kind that NetworkManager has no type for`() throws {
        let sandbox = try Sandbox()
        try sandbox.run(
            "ip link add name ifb9 type ifb; until nm-devices | grep -q '^ifb9 .* unmanaged'; do sleep 0.05; done")
        try expectWhatOneCallSays(sandbox, atLeast: 5)
    }

    private static let hasIfb =
        (try? Run("unshare", ["--net", "ip", "link", "add", "name", "ifb9", "type", "ifb"]).status) == 0

    private func expectWhatOneCallSays(_ sandbox: Sandbox, atLeast count: Int) throws {
        let daemon = try sandbox.daemon()
        let reply = try Proxy(daemon.connection, daemon.owner, "/org/freedesktop", .objectManager)
            .call("GetManagedObjects", by: .testEnd)
        var reader = reply.reader
        guard case .dictionary(_, _, let entries) = try reader.read(Value.self) else {
            Issue.record("the objects are no dictionary")
            return
        }
        let objects = Dictionary(uniqueKeysWithValues: entries.map { ($0.key, $0.value) })
        let devices = try daemon.snapshot(by: .testEnd).devices
        #expect(devices.count >= count)
        #expect(devices.count == objects.values.count { $0["\(Self.service).Device"] != nil })
        for device in devices { try expect(device, in: objects) }
    }

    private static let service = "org.freedesktop.NetworkManager"

    private func expect(_ device: Device, in objects: [Value: Value]) throws {
        func property(_ name: String, of interface: String, in object: Value?) -> Value? {
            object?["\(Self.service).\(interface)"]?[name]
        }
        let object = try #require(objects[.objectPath(device.path)], "\(device)")
        let root: ObjectPath = "/"
        let told: [String: Value?] = [
            "Interface": .string(device.escapedName), "DeviceType": .uint32(device.type.rawValue),
            "Managed": .boolean(device.isManaged), "Real": .boolean(device.isReal), "Driver": .string(device.driver),
            "StateReason": .structure([.uint32(device.state.rawValue), .uint32(device.stateReason.rawValue)]),
            "HwAddress": .string(device.hardwareAddress ?? ""),
            "InterfaceFlags": device.interfaceFlags.map(Value.uint32),
            "ActiveConnection": .objectPath(device.activeConnection ?? root),
        ]
        for (name, value) in told { #expect(property(name, of: "Device", in: object) == value, "\(name) of \(device)") }
        let permanent = property("PermHwAddress", of: "Device.Wired", in: object) ?? .string("")
        #expect(permanent == .string(device.permanentHardwareAddress ?? ""), "\(device)")
        if device.type == .generic {
            let kind = property("TypeDescription", of: "Device.Generic", in: object) ?? .string("")
            #expect(kind == .string(device.typeDescription ?? ""), "\(device)")
        }
        let active = device.activeConnection.flatMap { objects[.objectPath($0)] }
        guard case .uint32(let flags)? = property("StateFlags", of: "Connection.Active", in: active) else {
            return #expect(device.activeConnection == nil, "\(device)")
        }
        // Before 1.26 nobody can tell.
        guard let isExternal = device.isExternallyConnected else { return }
        #expect(isExternal == (flags & 0x80 != 0), "\(device)")
    }

    @Test func `names with unusual characters come out as the kernel has them`() throws {
        let sandbox = try Sandbox("--workloads", "0", "--links", "none")
        for (index, name) in [#"em\\1"#, #"c\001d"#, #"x\377y"#, #"\303\274"#].enumerated() {
            try sandbox.run("ip link add name \"$(printf '\(name)')\" type veth peer name peer\(index)")
        }
        try sandbox.run("until nm-devices | grep -q peer3; do sleep 0.05; done")
        let devices = try sandbox.daemon().snapshot(by: .testEnd).devices
        let names = Set(devices.map(\.nameBytes))
        for expected in [Array(#"em\1"#.utf8), Array("c\u{1}d".utf8), [0x78, 0xFF, 0x79], Array("ü".utf8)] {
            #expect(names.contains(expected), "\(expected) is not among \(devices.map(\.escapedName))")
        }
        #expect(devices.contains { $0.name == #"em\1"# && $0.escapedName == #"em\\1"# })
        #expect(devices.contains { $0.name == "c\u{1}d" && $0.escapedName == #"c\001d"# })
    }

    @Test func `the daemon says what it is`() throws {
        let sandbox = try Sandbox()
        let daemon = try sandbox.daemon()
        let status = try daemon.status(by: .testEnd)
        let version = try sandbox.run("chroot $NMFENCE_SANDBOX_ROOT NetworkManager --version").split(separator: "\n")
            .first
        #expect(status.version?.text == version.map(String.init))
        #expect(!status.isStartingUp && status.isNetworkingEnabled && !status.isAsleep)
        #expect(try daemon.snapshot(by: .testEnd).status == status)
        #expect(try daemon.permissions(by: .testEnd) == [.reload: .yes, .networkControl: .yes])
        #expect(daemon.processID > 0)
    }

    @Test func `networking that is off is a state of the daemon, in which no device is managed`() throws {
        let sandbox = try Sandbox()
        let daemon = try sandbox.daemon()
        try Proxy(daemon.connection, daemon.owner, "/org/freedesktop/NetworkManager", "org.freedesktop.NetworkManager")
            .call("Enable", .boolean(false), by: .testEnd)
        let snapshot = try daemon.snapshot(by: .testEnd)
        #expect(snapshot.status.isAsleep && !snapshot.status.isNetworkingEnabled)
        #expect(snapshot.status.state == .asleep)
        // An active device takes its time to become unmanaged.
        for device in snapshot.devices where device.name != "lo" {
            let last = try daemon.wait(for: device.path, by: .testEnd) { $0.state == .unmanaged }
            #expect(!last.isManaged && last.state == .unmanaged, "found \(last)")
        }
    }
}
