import Base
import Foundation
import KeyFile
import NetworkManagerConfiguration
import SystemPackage
import Testing

/// What the versions that distributions ship do, each in a test of its own.
@Suite struct BehaviourTests {
    static let veth = DeviceTraits(name: "cali0", kind: .veth)

    func managed(
        _ text: String, _ version: NetworkManagerVersion?, _ device: DeviceTraits = veth,
        _ change: (inout DeviceFacts) -> Void = { _ in }
    ) -> Bool? {
        var facts = DeviceFacts()
        change(&facts)
        return ManagedPolicy(.of(["a.conf": text], version: version)).prediction(for: device, facts: facts)
            .afterReboot.managed.value
    }

    func managed(udev value: RawText, _ version: NetworkManagerVersion?) -> Bool? {
        managed("", version) { $0.udev = .properties(nmUnmanaged: value, managedBy: nil) }
    }

    func list(_ value: String) -> String { "[keyfile]\nunmanaged-devices=\(value)\n" }

    func warnings(_ text: String, _ version: NetworkManagerVersion) -> [String] {
        ConfigurationStack.of(["a.conf": text], version: version).problems.filter { $0.kind == .unknownKey }
            .map(\.message)
    }

    @Test(arguments: [NetworkManagerVersion(1, 10, 2), .init(1, 12, 0), .init(1, 18, 8), .init(1, 18, 10)])
    func `RHEL 7: a veth's type is veth, lo is never managed, udev knows two words for true`(
        _ version: NetworkManagerVersion
    ) {
        #expect(managed(list("type:ethernet"), version) == true)
        #expect(managed(list("type:veth"), version) == false)
        #expect(managed(list("interface-name:cali*;except:type:veth"), version) == true)
        #expect(managed(list("interface-name:cali*;except:type:ethernet"), version) == false)
        #expect(managed("", version, DeviceTraits(name: "lo", type: "loopback")) == false)
        #expect(managed("[device]\nmanaged=1\n", version, DeviceTraits(name: "lo", type: "loopback")) == false)
        for word in ["1", "true", "TRUE"] as [RawText] { #expect(managed(udev: word, version) == false) }
        for word in ["yes", "on", " 1", "0"] as [RawText] { #expect(managed(udev: word, version) == true) }
        #expect(managed(udev: "", version) == true)
        #expect(warnings("[connectivity]\ntimeout=3\n", version).count == 1)
        #expect(warnings("[device]\nwifi.iwd.autoconnect=0\n", version).count == 1)
        #expect(warnings("[main]\nslaves-order=name\nsystemd-resolved=no\n", version).isEmpty)
    }

    @Test func `RHEL 7: lists of exceptions only match nothing before 1-18, and wireguard has no class in 1-12`() {
        let only = list("except:interface-name:eth0")
        #expect(managed(only, .init(1, 10, 2)) == true)
        #expect(managed(only, .init(1, 12, 0)) == true)
        #expect(managed(only, .init(1, 18, 8)) == false)
        let wireguard = DeviceTraits(name: "wireguard.cali", kind: .wireguard)
        #expect(managed("", .init(1, 12, 0), wireguard) == false)
        #expect(managed("", .init(1, 18, 8), wireguard) == true)
    }

    @Test func `RHEL 8: 8-0 to 8-4 have veth for a veth, later ones ethernet`() {
        for (version, old) in [
            (NetworkManagerVersion(1, 14, 0), true), (.init(1, 20, 0), true), (.init(1, 22, 8), true),
            (.init(1, 26, 0), true), (.init(1, 30, 0), false), (.init(1, 32, 10), false), (.init(1, 36, 0), false),
            (.init(1, 40, 16), false),
        ] {
            #expect(managed(list("type:ethernet"), version) == old, "\(version)")
            #expect(managed(list("type:veth"), version) == !old, "\(version)")
            #expect(managed("", version, DeviceTraits(name: "lo", type: "loopback")) == false, "\(version)")
        }
        #expect(managed(udev: "yes", .init(1, 30, 0)) == true)
        #expect(managed(udev: "yes", .init(1, 32, 10)) == false)
        #expect(managed(list("except:interface-name:eth0"), .init(1, 14, 0)) == true)
        #expect(managed(list("except:interface-name:eth0"), .init(1, 14, 6)) == false)
    }

    @Test(arguments: [
        NetworkManagerVersion(1, 42, 2), .init(1, 44, 0), .init(1, 46, 0), .init(1, 48, 10), .init(1, 52, 0),
    ])
    func `RHEL 9: a veth's type is ethernet, lo is managed, udev knows NetworkManager's booleans`(
        _ version: NetworkManagerVersion
    ) {
        #expect(managed(list("type:ethernet"), version) == false)
        #expect(managed(list("type:veth"), version) == true)
        #expect(managed("", version, DeviceTraits(name: "lo", type: "loopback")) == true)
        for word in ["1", "yes", "on", " 1"] as [RawText] { #expect(managed(udev: word, version) == false) }
        #expect(managed(udev: "", version) == true)
    }

    @Test func `RHEL 9: keys come and go with the releases`() {
        #expect(warnings("[connectivity]\ntimeout=3\n", .init(1, 48, 10)).count == 1)
        #expect(warnings("[connectivity]\ntimeout=3\n", .init(1, 52, 0)).isEmpty)
        #expect(warnings("[main]\nslaves-order=name\n", .init(1, 44, 0)).isEmpty)
        #expect(warnings("[main]\nslaves-order=name\n", .init(1, 46, 0)).count == 1)
        #expect(warnings("[connection]\nconnection.autoconnect-ports=1\n", .init(1, 46, 0)).count == 1)
        #expect(warnings("[connection]\nconnection.autoconnect-ports=1\n", .init(1, 48, 10)).isEmpty)
    }

    @Test(arguments: [NetworkManagerVersion(1, 54, 0), .init(1, 54, 4), .init(1, 56, 0), .init(1, 58, 1)])
    func `RHEL 10: as RHEL 9, and the daemon's own groups count where they were made to`(
        _ version: NetworkManagerVersion
    ) {
        #expect(managed(list("type:ethernet"), version) == false)
        #expect(managed("", version, DeviceTraits(name: "lo", type: "loopback")) == true)
        let intern = "[.intern.device-manage-cali0]\nmatch-device=interface-name:=cali0\nmanaged=0\n"
        let stack = ConfigurationStack.of(
            ["/var/lib/NetworkManager/NetworkManager-intern.conf": intern], version: version)
        let counts = version != NetworkManagerVersion(1, 54, 0) && version != NetworkManagerVersion(1, 56, 0)
        #expect(ManagedPolicy(stack).prediction(for: Self.veth).afterReboot.managed == Answer(!counts))
    }

    @Test func `an empty group of global DNS hides the daemon's where empty groups count`() {
        func settings(_ version: NetworkManagerVersion) -> [String] {
            ConfigurationStack.of(
                [
                    "a.conf": "[global-dns]\n",
                    "/var/lib/NetworkManager/NetworkManager-intern.conf":
                        "[.intern.global-dns-domain-*]\nservers=1.2.3.4\n",
                ], version: version
            ).settings.map(\.key.description)
        }
        #expect(settings(.init(1, 52, 1)).contains("servers"))
        #expect(!settings(.init(1, 58, 1)).contains("servers"))
    }

    @Test func `what depends on a version that is not known cannot be told, and what does not can`() {
        #expect(managed(list("type:ethernet"), nil) == nil)
        #expect(managed(list("type:veth"), nil) == nil)
        #expect(managed(list("type:ethernet;type:veth"), nil) == false)
        #expect(managed(list("type:wifi"), nil) == true)
        #expect(managed(udev: "yes", nil) == nil)
        #expect(managed(udev: "1", nil) == false)
        #expect(managed("", nil, DeviceTraits(name: "lo", type: "loopback")) == nil)
        #expect(managed(list("interface-name:lo"), nil, DeviceTraits(name: "lo", type: "loopback")) == false)
    }

    @Test func `keys of profiles' defaults are those of the version, whatever setting they name`() {
        let text = "[connection-x]\nipv6.method=ignore\nconnection.autoconnect-retries=3\nipv4.dhcp-timeout=9\n"
        let found = warnings(text, .init(1, 42, 4))
        #expect(found.count == 2)
        #expect(found.contains { $0.contains("ipv6.method") })
    }

    @Test func `no version of NetworkManager is compared outside the table`() throws {
        let sources = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Sources")
        let files = try #require(FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil))
        var places: [String] = []
        for case let file as URL in files where file.pathExtension == "swift" {
            guard !file.lastPathComponent.hasPrefix("Behaviour") else { continue }
            let text = try String(contentsOf: file, encoding: .utf8)
            for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
                let code = line.drop { $0 == " " }
                guard !code.hasPrefix("//"), code.firstMatch(of: /NetworkManagerVersion\(\s*[0-9]/) != nil else {
                    continue
                }
                places.append("\(file.lastPathComponent):\(number + 1)")
            }
        }
        #expect(places.isEmpty)
    }
}
