import Base
import KeyFile
import NetworkManagerConfiguration
import Testing

/// What is not known of a device: nothing certain comes out of it, and nothing open out of what is settled either way.
@Suite struct ThreeValuedTests {
    static let open = Uncertainty("not known")
    static let tokens = [
        "interface-name:x", "interface-name:y", "type:a", "type:b", "driver:d", "driver:d/*", "mac:02:00:00:00:00:01",
    ].flatMap { [$0, "except:" + $0] }

    /// A device whose type, driver and address are open, and every one that it may be as far as the tokens tell.
    static let device = DeviceTraits(
        name: "x", type: .undetermined(open), driver: .undetermined(open), driverVersion: "1",
        permanentAddress: .undetermined(open))
    static let devices = ["a", "b", "c"].flatMap { type in
        ["d", "dd", "e"].flatMap { driver in
            [DeviceTraits.Trait.absent, "02:00:00:00:00:01", "02:00:00:00:00:02"].map { address in
                DeviceTraits(
                    name: "x", type: .known(RawText(type)), driver: .known(RawText(driver)), driverVersion: "1",
                    permanentAddress: address)
            }
        }
    }

    func check(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) {
        let policy = ManagedPolicy(.of(["a.conf": text], version: NetworkManagerVersion(1, 42, 4)))
        let answers = Set(Self.devices.map { policy.prediction(for: $0).afterReboot.managed })
        let expected = answers.count == 1 ? answers.first ?? .unknown : .unknown
        let found = policy.prediction(for: Self.device).afterReboot.managed
        #expect(found == expected, "\(text)", sourceLocation: sourceLocation)
    }

    @Test func `every list of up to three tokens says what all devices that it may be come to`() {
        // The order of tokens does not matter.
        for first in Self.tokens {
            check("[keyfile]\nunmanaged-devices=\(first)\n")
            for second in Self.tokens where second > first {
                check("[keyfile]\nunmanaged-devices=\(first),\(second)\n")
                for third in Self.tokens where third > second {
                    check("[keyfile]\nunmanaged-devices=\(first),\(second),\(third)\n")
                }
            }
        }
    }

    @Test(arguments: ["", "[keyfile]\nunmanaged-devices=driver:d,except:type:a\n"])
    func `every pair of groups says what all devices that it may be come to`(_ list: String) {
        for first in Self.tokens + ["type:a,except:driver:d"] {
            for second in Self.tokens {
                for values in [(0, 1), (1, 0)] {
                    check(
                        list + "[device-p]\nmatch-device=\(first)\nmanaged=\(values.0)\n"
                            + "[device-q]\nmatch-device=\(second)\nmanaged=\(values.1)\n[device]\nmanaged=0\n")
                }
            }
        }
    }

    @Test func `an exception that may hold leaves what may match open`() {
        func managed(_ text: String, _ device: DeviceTraits) -> Bool? {
            ManagedPolicy(.of(["a.conf": text], version: NetworkManagerVersion(1, 42, 4))).prediction(for: device)
                .afterReboot.managed.value
        }
        let ifb = DeviceTraits(name: "ifb5", type: "ifb", driver: .undetermined(Self.open))
        #expect(managed("[keyfile]\nunmanaged-devices=driver:ifb;except:driver:veth\n", ifb) == nil)
        let plugin = DeviceTraits(name: "cali0", type: "ethernet", dhcpPlugin: .undetermined(Self.open))
        #expect(
            managed(
                "[device-a]\nmatch-device=dhcp-plugin:internal;except:dhcp-plugin:dhclient\nmanaged=1\n"
                    + "[device]\nmanaged=0\n", plugin) == nil)
        let eth0 = DeviceTraits(name: "eth0", type: .undetermined(Self.open))
        #expect(managed("[device-x]\nmatch-device=type:wifi\nmanaged=1\n", eth0) == true)
        let nic = DeviceTraits(name: "eth0", type: "ethernet", permanentAddress: .undetermined(Self.open))
        #expect(managed("[keyfile]\nunmanaged-devices=mac:02:00:00:00:01\n", nic) == true)
        #expect(managed("[keyfile]\nunmanaged-devices=mac:02:00:00:00:00:01\n", nic) == nil)
    }

    @Test func `flags that are open are settled where every answer comes to the same`() {
        func prediction(_ text: String, _ change: (inout DeviceFacts) -> Void) -> ManagedDecision {
            var facts = DeviceFacts()
            change(&facts)
            return ManagedPolicy(.of(["a.conf": text], version: NetworkManagerVersion(1, 42, 4)))
                .prediction(for: DeviceTraits(name: "x", type: "bridge"), facts: facts).afterReboot
        }
        #expect(prediction("") { $0.isUnmanagedByDefault = .unknown }.managed == .unknown)
        #expect(
            prediction("") {
                $0.isUnmanagedByDefault = .unknown
                $0.isExternalAndIdle = .yes
            }.managed == .no)
        #expect(prediction("[device]\nmanaged=1\n") { $0.isUnmanagedByDefault = .unknown }.managed == .yes)
        #expect(prediction("") { $0.udev = .undetermined(Self.open) }.managed == .unknown)
        #expect(prediction("[device]\nmanaged=0\n") { $0.udev = .undetermined(Self.open) }.managed == .no)
    }
}
