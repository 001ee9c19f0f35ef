import Base
import KeyFile
import NetworkManagerConfiguration
import SystemPackage
import Testing

@Suite struct ManagedPolicyTests {
    static let listed = "[keyfile]\nunmanaged-devices=interface-name:x\n"
    static let released = "[device-x]\nmatch-device=interface-name:x\nmanaged=0\n"
    static let claimed = "[device-x]\nmatch-device=interface-name:x\nmanaged=1\n"

    func predict(
        _ text: String, version: NetworkManagerVersion? = NetworkManagerVersion(1, 42, 4),
        _ change: (inout DeviceFacts) -> Void = { _ in }
    ) -> ManagedPrediction {
        var facts = DeviceFacts()
        change(&facts)
        let stack = ConfigurationStack.of(["a.conf": text], version: version)
        return ManagedPolicy(stack).prediction(for: DeviceTraits(name: "x", type: "ethernet"), facts: facts)
    }

    @Test func `the list of unmanaged devices beats everything`() {
        let prediction = predict(Self.listed + Self.claimed) {
            $0.explicit = true
            $0.udev = .properties(nmUnmanaged: "0", managedBy: nil)
            $0.stateFile = .managed(true)
        }
        #expect(
            [prediction.now, prediction.afterReload, prediction.afterRestart, prediction.afterReboot].allSatisfy {
                $0.managed == .no && $0.cause == .unmanagedList
            })
        #expect(prediction.now.decidedBy?.token == "interface-name:x")
        #expect(prediction.now.decidedBy?.key == "keyfile.unmanaged-devices")
        #expect(prediction.now.decidedBy?.origin.line == 2)
        #expect(prediction.differences.isEmpty)
    }

    @Test func `an exception leaves the device to the other rules and is named`() {
        let prediction = predict("[keyfile]\nunmanaged-devices=*,except:interface-name:x\n")
        #expect(prediction.match == .negativeMatch)
        #expect(prediction.afterReload.managed == .yes)
        #expect(prediction.afterReload.decidedBy?.token == "except:interface-name:x")
    }

    @Test func `a device section overrides udev, idleness and defaults`() {
        for udev in [DeviceFacts.Udev.silent, .properties(nmUnmanaged: "1", managedBy: nil)] {
            let prediction = predict(Self.claimed) {
                $0.udev = udev
                $0.isExternalAndIdle = .yes
                $0.isUnmanagedByDefault = .yes
            }
            #expect(prediction.afterReload.managed == .yes)
            #expect(prediction.afterReload.cause == .deviceSection)
        }
    }

    @Test(arguments: [
        ("[device-x]\nstop-match=yes\n[device]\nmanaged=0\n", true), ("[device-x]\nmanaged=banana\n", true),
        ("[device-x]\nmatch-device=interface-name:y\nstop-match=yes\n[device]\nmanaged=0\n", false),
        ("[device]\nmanaged=1\n[device-x]\nmanaged=0\n", false),
        ("[device-a]\nmanaged=0\n[device-b]\nmanaged=1\n", false),
        ("[device-x]\nmatch-device=except:interface-name:x\nmanaged=0\n", true),
        ("[device-x]\nmatch-device=\nmanaged=0\n", true),
    ])
    func `the first section that fits and speaks decides`(_ text: String, _ expected: Bool) {
        #expect(predict(text).afterReload.managed == Answer(expected))
    }

    @Test func `udev's word removes defaults and idleness, either way`() {
        func managed(_ value: RawText?, _ by: RawText? = nil, version: NetworkManagerVersion? = .init(1, 52, 1))
            -> Bool?
        {
            predict("", version: version) {
                $0.udev = .properties(nmUnmanaged: value, managedBy: by)
                $0.isExternalAndIdle = .yes
            }.afterReload.managed.value
        }
        #expect(managed("1") == false)
        #expect(managed("0") == true)
        #expect(managed("rubbish") == true)
        #expect(managed(nil, "io.systemd.Network") == false)
        #expect(managed(nil, "org.freedesktop.NetworkManager") == true)
        #expect(managed("0", "io.systemd.Network") == true)
        #expect(managed(nil, "org.freedesktop.NetworkManager", version: NetworkManagerVersion(1, 42, 4)) == false)
        #expect(managed(nil, "org.freedesktop.NetworkManager", version: nil) == nil)
    }

    @Test func `idle virtual interfaces and those of no class are left alone, ports of managed controllers not`() {
        #expect(predict("") { $0.isExternalAndIdle = .yes }.afterReload.cause == .external)
        #expect(predict("") { $0.isExternalAndIdle = .unknown }.afterReload.managed == .unknown)
        #expect(predict("") { $0.isUnmanagedByDefault = .yes }.afterReload.cause == .byDefault)
        #expect(
            predict("") {
                $0.isUnmanagedByDefault = .yes
                $0.isPortOfManaged = true
            }.afterReload.managed == .yes)
    }

    @Test func `a section about a present device counts at the next reboot only, where the daemon managed it`() {
        let prediction = predict(Self.released) {
            $0.isPresent = true
            $0.liveManaged = true
        }
        #expect(prediction.now.managed == .yes)
        #expect(prediction.afterReload.managed == .yes)
        #expect(prediction.afterRestart.managed == .yes)
        #expect(prediction.afterRestart.cause == .explicit)
        #expect(prediction.afterReboot.managed == .no)
        #expect(prediction.differences.count == 4)
    }

    @Test func `without the daemon's word a section about a present device leaves the present open`() {
        let prediction = predict(Self.released) { $0.isPresent = true }
        #expect(prediction.now.managed == .unknown)
        #expect(prediction.afterRestart.managed == .no)
        #expect(prediction.afterReboot.managed == .no)
        // What could not be read of the device says why.
        let unread = predict(Self.released) {
            $0.isPresent = true
            $0.stateFile = .undetermined(Uncertainty("no permission"))
        }
        #expect(unread.now.managed == .unknown)
        #expect(unread.now.reason.hasSuffix("existed then: no permission"), "\(unread.now.reason)")
    }

    @Test func `a restart remembers, a reboot forgets`() {
        let kept = predict(Self.released) { $0.stateFile = .managed(true) }
        #expect(kept.afterRestart.managed == .yes)
        #expect(kept.afterReboot.managed == .no)
        let gone = predict("") { $0.stateFile = .managed(false) }
        #expect(gone.afterRestart.managed == .no)
        #expect(gone.afterReboot.managed == .yes)
        let open = predict("") { $0.stateFile = .undetermined(Uncertainty("no permission")) }
        #expect(open.afterRestart.managed == .unknown)
        #expect(open.now.managed == .yes)
    }

    @Test func `state files are read as NetworkManager reads them`() {
        func parse(_ text: String) -> DeviceFacts.StateFile { .init(parsing: Array(text.utf8)) }
        #expect(parse("[device]\nmanaged=true\n") == .managed(true))
        #expect(parse("[device]\nmanaged=false\nperm-hw-addr-fake=x\n") == .managed(false))
        #expect(parse("[device]\n") == .silent)
        #expect(parse("rubbish") == .silent)
    }

    @Test func `a request over the bus holds until the reboot`() {
        let prediction = predict("") { $0.explicit = false }
        #expect(prediction.now.cause == .explicit)
        #expect(prediction.afterRestart.managed == .no)
        #expect(prediction.afterReboot.managed == .yes)
    }

    // MARK: Other plugins

    func contribution(_ files: [String: String], plugins: String = "ifupdown,keyfile", more: String = "")
        -> PluginSpecs?
    {
        var all = files
        all["/etc/NetworkManager/NetworkManager.conf"] = "[main]\nplugins=\(plugins)\n\(more)"
        let table = FileTable(all)
        let stack = ConfigurationStack(reading: table, version: NetworkManagerVersion(1, 42, 4))
        return .ifupdown(reading: table, stack: stack)
    }

    static let interfaces = """
        # The loopback
        auto lo eth7
        iface lo inet loopback
        iface eth0 inet dhcp
            bridge_ports eth9
        source interfaces.d/*
        iface br0 inet static
            bridge-ports eth1 regex eth2.* noregex eth3 \\
                none
        mapping eth4
        allow-hotplug eth5
        iface broken
        """

    @Test func `ifupdown's interfaces join the list, each with its line`() {
        let found = contribution([
            "/etc/network/interfaces": Self.interfaces, "/etc/network/interfaces.d/a": "iface eth8 inet6 auto\n",
            "/etc/network/interfaces.d/.hidden": "iface no inet dhcp\n",
        ])
        #expect(
            found?.tokens.map(\.text.description) == [
                "interface-name:=eth0", "interface-name:=eth8", "interface-name:=eth1", "interface-name:=eth3",
                "interface-name:=eth4",
            ])
        #expect(found?.tokens.map(\.origin.line) == [4, 1, 7, 7, 10])
        #expect(found?.uncertainty == nil)
    }

    @Test func `ifupdown adds nothing where it is not loaded or manages itself`() {
        let files = ["/etc/network/interfaces": Self.interfaces]
        #expect(contribution(files, plugins: "keyfile") == nil)
        #expect(contribution(files, more: "[ifupdown]\nmanaged=true\n") == nil)
        #expect(contribution(files, more: "[ifupdown]\nmanaged=banana\n") != nil)
    }

    @Test func `an include that only a shell can expand leaves the list open`() {
        let found = contribution(["/etc/network/interfaces": "source /etc/$(hostname)/*\n"])
        #expect(found?.tokens.isEmpty == true)
        #expect(found?.uncertainty != nil)
    }

    @Test func `an interface of ifupdown's is unmanaged, and ends a list of exceptions only`() {
        var files = ["/etc/network/interfaces": "iface eth0 inet dhcp\n"]
        files["/etc/NetworkManager/NetworkManager.conf"] =
            "[main]\nplugins=ifupdown,keyfile\n[keyfile]\nunmanaged-devices=except:interface-name:eth1\n"
        let table = FileTable(files)
        let stack = ConfigurationStack(reading: table, version: NetworkManagerVersion(1, 42, 4))
        func managed(_ name: RawText, _ pluginSpecs: [PluginSpecs]) -> ManagedDecision {
            ManagedPolicy(stack, pluginSpecs: pluginSpecs).prediction(for: DeviceTraits(name: name)).afterReload
        }
        let pluginSpecs = [PluginSpecs.ifupdown(reading: table, stack: stack)].compactMap { $0 }
        #expect(managed("cali0", []).managed == .no)
        #expect(managed("cali0", pluginSpecs).managed == .yes)
        #expect(managed("eth0", pluginSpecs).managed == .no)
        #expect(managed("eth0", pluginSpecs).decidedBy?.key == "ifupdown")
    }

    @Test func `profiles with NM_CONTROLLED=no join the list where their plugin is loaded`() {
        func found(_ plugins: String?) -> PluginSpecs? {
            var files = [
                "/etc/sysconfig/network-scripts/ifcfg-eth0": "DEVICE=eth0\nNM_CONTROLLED=\"no\"\n",
                "/etc/sysconfig/network-scripts/ifcfg-eth1":
                    "NM_CONTROLLED=no\nHWADDR=52:54:00:AB:CD:EF\nDEVICE=eth1\n",
                "/etc/sysconfig/network-scripts/ifcfg-eth2": "DEVICE=eth2\nNM_CONTROLLED=yes\n",
                "/etc/sysconfig/network-scripts/ifcfg-eth3.bak": "DEVICE=eth3\nNM_CONTROLLED=no\n",
            ]
            if let plugins { files["/etc/NetworkManager/NetworkManager.conf"] = "[main]\nplugins=\(plugins)\n" }
            let table = FileTable(files)
            return .ifcfg(
                reading: table, stack: ConfigurationStack(reading: table, version: NetworkManagerVersion(1, 30, 6)))
        }
        #expect(
            found("ifcfg-rh")?.tokens.map(\.text.description) == ["interface-name:=eth0", "mac:52:54:00:ab:cd:ef"])
        #expect(found("keyfile") == nil)
        #expect(found(nil)?.uncertainty != nil)
    }
}
