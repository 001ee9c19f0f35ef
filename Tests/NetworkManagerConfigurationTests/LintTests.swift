import Base
import KeyFile
import NetworkManagerConfiguration
import SystemPackage
import Testing

@Suite struct LintTests {
    static let silent: [(String, Int, Problem.Kind)] = [
        ("[keyfile]\nunmanaged-devices=\"interface-name:cali*\"\n", 2, .quotes),
        ("[keyfile]\nunmanaged-devices=interface-name:cali* # Calico\n", 2, .inlineComment),
        ("[keyfile]\nunmanaged-devices += interface-name:cali*\n", 2, .spaceBeforeOperator),
        ("[keyfile]\nunmanaged-devices+=a\nunmanaged-devices+=b\n", 2, .duplicateKey),
        ("[keyfile]\nunmanaged-device=interface-name:cali*\n", 2, .unknownKey),
        ("[keyfiles]\nunmanaged-devices=interface-name:cali*\n", 1, .unknownGroup),
        ("[Keyfile]\nunmanaged-devices=interface-name:cali*\n", 1, .wrongCase),
        ("[keyfile]\nUnmanaged-Devices=interface-name:cali*\n", 2, .wrongCase),
        ("[keyfile]\nUnmanaged-Devices+=interface-name:cali*\n", 2, .wrongCase),
        ("[keyfile]\nunmanaged-devices=cali*\n", 2, .bareGlob),
        ("[keyfile]\nunmanaged-devices=*,except:cali0\n", 2, .bareExcept),
        ("[keyfile]\nunmanaged-devices=type:veth\n", 2, .deviceType),
        ("[keyfile]\nunmanaged-devices=mac:ee:ee:ee:ee:ee:ee\n", 2, .hardwareAddress),
        ("[keyfile]\nunmanaged-devices=mac:nonsense\n", 2, .hardwareAddress),
        ("[keyfile]\nunmanaged-devices=interface-name: cali0\n", 2, .spaceAfterTag),
        ("[keyfile]\nunmanaged-devices=interface-name:cali0 interface-name:cali1\n", 2, .interiorSpace),
        ("[keyfile]\n;unmanaged-devices=interface-name:cali*\n", 2, .semicolonComment),
        ("[keyfile]\nunmanaged-devices=interface:cali*\n", 2, .unknownTag),
        ("[keyfile]\nunmanaged-devices=interface:cali0\n", 2, .unknownTag),
        ("[keyfile]\nunmanaged-devices=interface-name:\n", 2, .emptyTag),
        ("[keyfile]\nunmanaged-devices=interface-name:cali[0-9]*\n", 2, .brackets),
        ("[keyfile]\nunmanaged-devices=interface-name:=cali*\n", 2, .bareGlob),
        ("[keyfile]\nunmanaged-devices=driver:ve*\n", 2, .bareGlob),
        ("[keyfile]\npath+=/x\n", 2, .unsupportedOperator),
        ("[device]\nmanaged=banana\n", 2, .boolean),
        ("[device]\nstop-match=banana\n", 2, .boolean),
        ("[.config]\nenable=maybe\n", 2, .enableCondition),
        ("[keyfile]\n.was.unmanaged-devices=x\n", 2, .unknownKey),
        ("[.intern.x]\na=b\n", 1, .unknownGroup),
        ("[device]\ncheck-connectivity=no\n", 2, .unknownKey),
        ("[main]\ndns=dhclient\n", 2, .unknownValue),
        ("[main]\ndns=systemd-resolve\n", 2, .unknownValue),
        ("[main]\ndns=dnsconfd\n", 2, .unknownValue),
        ("[main]\nrc-manager=none\n", 2, .unknownValue),
        ("[main]\nrc-manager=resolved\n", 2, .unknownValue),
        ("[logging]\nlevel=ERROR\n", 2, .unknownValue),
        ("[logging]\ndomains=DEVICE:ERROR\n", 2, .unknownValue),
        ("[logging]\ndomains=ALL,DEVICES\n", 2, .unknownValue),
    ]

    @Test(arguments: silent)
    func `what NetworkManager takes in silence is reported with its line`(
        _ text: String, _ line: Int, _ kind: Problem.Kind
    ) {
        let problems = ConfigurationStack.of(["a.conf": text]).problems
        #expect(problems.contains { $0.kind == kind && $0.line == line && $0.severity == .warning }, "\(problems)")
        #expect(problems.allSatisfy { $0.path == "/etc/NetworkManager/conf.d/a.conf" && !$0.message.isEmpty })
    }

    @Test(arguments: DocumentedDropInTests.cases.filter { !$0.name.contains("discards") })
    func `a documented drop-in has nothing to complain about`(_ example: DocumentedDropInTests.Case) {
        #expect(ConfigurationStack.of(example.files).problems.isEmpty)
    }

    @Test(arguments: [
        "[keyfile]\n# a comment\n"
            + "unmanaged-devices+=interface-name:cali*;interface-name:~tunl?;mac:02:11:22:33:44:55;driver:veth\n",
        "[keyfile]\nunmanaged-devices=*,except:type:wifi,except:interface-name:eth0\n",
        "[main]\nplugins=keyfile\nno-auto-default=*\ndns=none\n[logging]\nlevel=INFO\ndomains=ALL\n",
        "[main]\ndns=dnsmasq\nrc-manager=auto\n[logging]\nlevel=warn\ndomains=wifi:debug DHCP4,vpn_plugin:trace\n",
        "[device-x]\nmatch-device=interface-name:eth*;driver:virtio_net\nmanaged=1\nstop-match=yes\n",
        "[connection-wifi]\nmatch-device=type:wifi\nipv4.route-metric=200\nethernet.mtu=1400\n",
        "[.config]\nenable=nm-version-min:1.40,except:nm-version:1.41\n",
        "[keyfile]\nunmanaged-devices=eth0;52:54:00:12:34:56\n",
    ])
    func `sound files are left alone`(_ text: String) {
        #expect(ConfigurationStack.of(["a.conf": text]).problems.isEmpty)
    }

    @Test func `a list that another file discards is reported where it is discarded`() {
        let problems = ConfigurationStack.of([
            "calico.conf": "[keyfile]\nunmanaged-devices=interface-name:cali*;interface-name:tunl*\n",
            "rke2-canal.conf": "[keyfile]\nunmanaged-devices=interface-name:cali*\n",
        ]).problems
        #expect(problems.map(\.kind) == [.discardsEarlier])
        #expect(problems.first?.path.lastComponent?.string == "rke2-canal.conf")
        #expect(problems.first?.message.contains("interface-name:tunl*") == true)
        #expect(problems.first?.message.contains("calico.conf:2") == true)
    }

    @Test func `a positive token behind exceptions is reported, unless it keeps their meaning`() {
        func kinds(_ added: String) -> [Problem.Kind] {
            ConfigurationStack.of([
                "a.conf": "[keyfile]\nunmanaged-devices=except:interface-name:eth0\n",
                "b.conf": "[keyfile]\nunmanaged-devices+=\(added)\n",
            ]).problems.map(\.kind)
        }
        #expect(kinds("interface-name:cali*") == [.turnsExceptions])
        #expect(kinds("interface-name:cali*;*").isEmpty)
    }

    @Test func `a value that is not UTF-8 is reported with its line`() {
        var table = FileTable()
        table.files["/etc/NetworkManager/conf.d/a.conf"] = .regular(
            Array("[connectivity]\nuri=http://".utf8) + [0xFF, 10])
        let stack = ConfigurationStack(reading: table, version: NetworkManagerVersion(1, 42, 4))
        #expect(stack.problems.map(\.kind) == [.encoding])
        #expect(stack.problems.map(\.line) == [2])
    }

    @Test func `a key that another version knows is named with that version`() {
        let text = "[device]\nallowed-connections=except:origin:nm-initrd-generator\n"
        let old = ConfigurationStack.of(["a.conf": text], version: NetworkManagerVersion(1, 30, 6)).problems
        #expect(old.map(\.kind) == [.unknownKey])
        #expect(old.first?.message.contains("1.34") == true)
        #expect(ConfigurationStack.of(["a.conf": text]).problems.isEmpty)
    }

    @Test func `names that look like drop-ins but are not read are reported, left-overs are not`() {
        let stack = ConfigurationStack.of([
            "calico.CONF": "[keyfile]\n", "calico.config": "x", "calico.conf.rpmnew": "x", "calico.conf~": "x",
            "README": "x",
        ])
        #expect(stack.problems.map(\.kind) == [.ignoredName, .ignoredName])
        #expect(stack.files.allSatisfy { $0.status == .ignored })
    }

    @Test func `a bad configure-and-quit stops NetworkManager before 1.36 only`() {
        let files = ["a.conf": "[main]\nconfigure-and-quit=maybe\n"]
        #expect(
            ConfigurationStack.of(files, version: NetworkManagerVersion(1, 30, 6)).refusals.map(\.kind)
                == [.configureAndQuit])
        #expect(ConfigurationStack.of(files).refusals.isEmpty)
    }

    @Test func `an unreadable directory is unknown to us, and a broken one empty to NetworkManager`() {
        var table = FileTable()
        table.unreadableDirectories["/etc/NetworkManager/conf.d"] = .permissionDenied
        let closed = ConfigurationStack(reading: table, version: NetworkManagerVersion(1, 42, 4))
        #expect(closed.isUncertain)
        #expect(closed.uncertainty(of: "unmanaged-devices", in: "keyfile") != nil)
        table.unreadableDirectories["/etc/NetworkManager/conf.d"] = .notDirectory
        let broken = ConfigurationStack(reading: table, version: NetworkManagerVersion(1, 42, 4))
        #expect(!broken.isUncertain)
        #expect(broken.uncertainty(of: "unmanaged-devices", in: "keyfile") == nil)
    }

    @Test func `a pattern that is not UTF-8 is reported, because it can bring NetworkManager down`() {
        var table = FileTable()
        table.files["/etc/NetworkManager/conf.d/a.conf"] = .regular(
            Array("[keyfile]\nunmanaged-devices=interface-name:a*b?cdefg".utf8) + [0xE4, 10])
        let stack = ConfigurationStack(reading: table, version: NetworkManagerVersion(1, 42, 4))
        #expect(stack.problems.map(\.kind) == [.encoding])
        #expect(ManagedPolicy(stack).prediction(for: DeviceTraits(name: "x")).afterReload.managed == .yes)
    }
}
