import Base
import KeyFile
import NetworkManagerConfiguration
import SystemPackage
import Testing

@Suite struct ConfigurationStackTests {
    @Test(
        arguments: [
            (["a.conf": "[keyfile]\nunmanaged-devices=a\n", "b.conf": "[keyfile]\nunmanaged-devices=b\n"], "b"),
            (["a.conf": "[keyfile]\nunmanaged-devices=a\n", "b.conf": "[keyfile]\nunmanaged-devices+=b\n"], "a,b"),
            (["b.conf": "[keyfile]\nunmanaged-devices=a\n", "a.conf": "[keyfile]\nunmanaged-devices+=b\n"], "a"),
            (["B.conf": "[keyfile]\nunmanaged-devices=a\n", "a.conf": "[keyfile]\nunmanaged-devices+=b\n"], "a,b"),
            (["9.conf": "[keyfile]\nunmanaged-devices+=9\n", "10.conf": "[keyfile]\nunmanaged-devices=10\n"], "10,9"),
            (["a.conf": "[keyfile]\nunmanaged-devices=a,b,a\n", "b.conf": "[keyfile]\nunmanaged-devices-=a\n"], "b"),
            (["a.conf": "[keyfile]\nunmanaged-devices+=b,b\n"], "b,b"),
            (["a.conf": "[keyfile]\nunmanaged-devices+=m1\nunmanaged-devices=m2\nunmanaged-devices+=m3\n"], "m2,m3"),
            (["a.conf": "[keyfile]\nunmanaged-devices+=m1\nunmanaged-devices+=m2\n"], "m2"),
            (["a.conf": "[keyfile]\nunmanaged-devices=a\n", "b.conf": "[keyfile]\nunmanaged-devices=\n"], ""),
            (["a.conf": "[keyfile]\nunmanaged-devices-=a\n"], ""),
            (["a.conf": "[keyfile]\nunmanaged-devices=a ; b\n"], "a ; b"),
            (
                ["a.conf": "[keyfile]\nunmanaged-devices=a ; b\n", "b.conf": "[keyfile]\nunmanaged-devices+=c\\,d\n"],
                "a,b,c\\,d"
            ),
            (
                ["a.conf": "[keyfile]\nunmanaged-devices+=two words\n", "b.conf": "[keyfile]\nunmanaged-devices+=x\n"],
                "two wor,x"
            ),
            (["a.conf": "[keyfile]\nunmanaged-devices += x\n"], nil),
            (["a.conf": "[keyfile]\nunmanaged-devices+ = x\n"], "x"),
            ([".conf": "[keyfile]\nunmanaged-devices=x\n"], "x"),
            ([".hid.conf": "[keyfile]\nunmanaged-devices=x\n"], "x"),
            (["a.conf~": "[keyfile]\nunmanaged-devices=x\n", "a.CONF": "[keyfile]\nunmanaged-devices=y\n"], nil),
            (["a.conf": "[.config]\nenable=false\n[keyfile]\nunmanaged-devices=x\n"], nil),
            (["a.conf": "[.config]\nenable=nm-version-min:1.40\n[keyfile]\nunmanaged-devices=x\n"], "x"),
            (["a.conf": "[.config]\nenable=nm-version-min:1.40.2\n[keyfile]\nunmanaged-devices=x\n"], nil),
            (["a.conf": "[.config]\nenable=except:nm-version:1.42\n[keyfile]\nunmanaged-devices=x\n"], nil),
            (["a.conf": "[.config]\nenable=except:nm-version:1.40\n[keyfile]\nunmanaged-devices=x\n"], "x"),
            (["a.conf": "[.config]\nenable=\n[keyfile]\nunmanaged-devices=x\n"], nil),
            (
                ["/etc/NetworkManager/NetworkManager.conf": "[.config]\nenable=no\n[keyfile]\nunmanaged-devices=x\n"],
                "x"
            ),
            (
                [
                    "/etc/NetworkManager/NetworkManager.conf": "[keyfile]\nunmanaged-devices=main\n",
                    "/etc/NetworkManager/nm-system-settings.conf": "[keyfile]\nunmanaged-devices=legacy\n",
                ], "legacy"
            ),
            (
                [
                    "/usr/lib/NetworkManager/conf.d/z.conf": "[keyfile]\nunmanaged-devices+=lib\n",
                    "/run/NetworkManager/conf.d/y.conf": "[keyfile]\nunmanaged-devices+=run\n",
                    "/etc/NetworkManager/NetworkManager.conf": "[keyfile]\nunmanaged-devices+=main\n",
                    "a.conf": "[keyfile]\nunmanaged-devices+=etc\n",
                ], "lib,run,main,etc"
            ),
            (
                [
                    "/usr/lib/NetworkManager/conf.d/z.conf": "[keyfile]\nunmanaged-devices+=lib\n",
                    "/run/NetworkManager/conf.d/z.conf": "",
                ], nil
            ),
            (
                [
                    "a.conf": "[keyfile]\nunmanaged-devices=user\n",
                    "/var/lib/NetworkManager/NetworkManager-intern.conf":
                        "[keyfile]\n.was.unmanaged-devices=user\n.set.unmanaged-devices=intern\n",
                ], "intern"
            ),
            (
                [
                    "a.conf": "[keyfile]\nunmanaged-devices=user\n",
                    "/var/lib/NetworkManager/NetworkManager-intern.conf":
                        "[keyfile]\n.was.unmanaged-devices=other\n.set.unmanaged-devices=intern\n",
                ], "user"
            ),
            (
                [
                    "a.conf": "[keyfile]\nunmanaged-devices=user\n",
                    "/var/lib/NetworkManager/NetworkManager-intern.conf": "[keyfile]\n.was.unmanaged-devices=user\n",
                ], nil
            ),
        ] as [([String: String], String?)])
    func `files merge as NetworkManager merges them`(_ files: [String: String], _ expected: String?) {
        let stack = ConfigurationStack.of(files)
        #expect(stack.unmanagedDevices == expected)
        #expect(stack.refusals.isEmpty)
    }

    @Test func `every token of a merged list knows its own line`() {
        let stack = ConfigurationStack.of([
            "a.conf": "[keyfile]\nunmanaged-devices=a\n", "b.conf": "# c\n[keyfile]\nunmanaged-devices+=b\n",
        ])
        let tokens = stack.setting("unmanaged-devices", in: "keyfile")?.tokens ?? []
        #expect(tokens.map(\.origin.line) == [2, 3])
        #expect(tokens.map { $0.origin.path.lastComponent?.string } == ["a.conf", "b.conf"])
    }

    @Test(arguments: [
        ("rubbish\n", 1, Problem.Kind.syntax), ("[keyfile]\nx\n", 2, .syntax),
        ("\u{FEFF}[keyfile]\n", 1, .byteOrderMark),
        ("[keyfile]\na=b\\\nc\n", 3, .syntax),
    ])
    func `a broken drop-in is fatal, with its line`(_ text: String, _ line: Int, _ kind: Problem.Kind) {
        let stack = ConfigurationStack.of(["a.conf": text, "b.conf": "[keyfile]\nunmanaged-devices=*\n"])
        #expect(stack.refusals.map(\.line) == [line])
        #expect(stack.refusals.map(\.kind) == [kind])
        let prediction = ManagedPolicy(stack).prediction(for: DeviceTraits(name: "cali0", kind: .veth))
        #expect(prediction.afterRestart.managed == .unknown)
        #expect(prediction.afterRestart.cause == .refused)
    }

    @Test(arguments: [FileContents.missing, .notRegular("directory"), .notRegular("character device")])
    func `a dangling link or a directory named like a drop-in is fatal`(_ contents: FileContents) {
        var table = FileTable()
        table.files["/etc/NetworkManager/conf.d/x.conf"] = contents
        let stack = ConfigurationStack(reading: table, version: NetworkManagerVersion(1, 42, 4))
        #expect(stack.refusals.count == 1)
        #expect(stack.files.map(\.status) == [.unreadable])
    }

    @Test func `what we may not read makes the value unknown, until a later file settles it`() {
        var table = FileTable([
            "/etc/NetworkManager/conf.d/a.conf": "[keyfile]\nunmanaged-devices=interface-name:cali*\n",
            "/etc/NetworkManager/conf.d/c.conf": "[keyfile]\nunmanaged-devices+=interface-name:tunl*\n",
        ])
        table.files["/etc/NetworkManager/conf.d/b.conf"] = .unreadable(.permissionDenied)
        let version = NetworkManagerVersion(1, 42, 4)
        let device = DeviceTraits(name: "cali0", kind: .veth)
        let open = ConfigurationStack(reading: table, version: version)
        #expect(open.refusals.isEmpty)
        #expect(open.setting("unmanaged-devices", in: "keyfile")?.uncertainty != nil)
        #expect(ManagedPolicy(open).prediction(for: device).afterReload.managed == .unknown)

        table.files["/etc/NetworkManager/conf.d/d.conf"] = .regular(
            Array("[keyfile]\nunmanaged-devices=interface-name:cali*\n".utf8))
        let settled = ConfigurationStack(reading: table, version: version)
        #expect(settled.setting("unmanaged-devices", in: "keyfile")?.uncertainty == nil)
        #expect(ManagedPolicy(settled).prediction(for: device).afterReload.managed == .no)
    }

    @Test func `a condition on the daemon's environment is unknown where that cannot be seen`() {
        let files = [
            "/etc/NetworkManager/conf.d/a.conf":
                "[.config]\nenable=env:lab\n[keyfile]\nunmanaged-devices=interface-name:cali*\n"
        ]
        func managed(_ environment: DaemonEnvironment) -> Bool? {
            let stack = ConfigurationStack(
                reading: FileTable(files), version: NetworkManagerVersion(1, 42, 4), environment: environment)
            return ManagedPolicy(stack).prediction(for: DeviceTraits(name: "cali0", kind: .veth)).afterReload.managed
                .value
        }
        #expect(managed(.unknown) == nil)
        #expect(managed(.known(["NM_CONFIG_ENABLE_TAG": "lab"])) == false)
        #expect(managed(.known([:])) == true)
    }

    @Test func `device sections are asked from the last file to the first, [device] last of all`() {
        let stack = ConfigurationStack.of([
            "1.conf": "[device-b]\nx=1\n[device-a]\nx=1\n[device.q]\nx=1\n[deviceX]\nx=1\n[device]\nmanaged=0\n",
            "2.conf": "[device-c]\nx=1\n[device-d]\nx=1\n[device-b]\ny=1\n",
        ])
        #expect(
            stack.sectionNames.filter { $0 != "device" && $0 != "main" }.reversed() == [
                "device-c", "device-d", "device-b", "device-a", "device.q", "deviceX",
            ])
        let decision = ManagedPolicy(stack).prediction(for: DeviceTraits(name: "x")).afterReload
        #expect(decision.managed == .no)
        #expect(decision.decidedBy?.key == "device.managed")
    }

    @Test func `the options of a running daemon are read from its arguments`() {
        let options = DaemonOptions(arguments: [
            "/usr/sbin/NetworkManager", "--no-daemon", "--config=/a.conf", "--config-dir", "/b", "--plugins", "keyfile",
            "-p", "--config=/no", "--system-config-dir=", "--", "--config=/no",
        ])
        #expect(options.configFile == "/a.conf")
        #expect(options.configDirectory == "/b")
        #expect(options.systemConfigDirectory == "")
        #expect(options.plugins == "keyfile")
    }

    @Test(
        arguments: [
            ("1.42.4", NetworkManagerVersion(1, 42, 4)), ("1.42.4-1+deb12u1", .init(1, 42, 4)),
            ("1:1.18.8-2.el7_9", .init(1, 18, 8)),
            ("1.52~rc2", .init(1, 52, 0)), ("NetworkManager 1.30.6", .init(1, 30, 6)), ("1.59.2-dev", .init(1, 59, 2)),
            ("1", nil), ("", nil), ("x.y", nil), ("99999999999999999999.1", nil),
        ] as [(String, NetworkManagerVersion?)])
    func `versions are read with whatever a distribution hangs on them`(
        _ text: String, _ expected: NetworkManagerVersion?
    ) {
        #expect(NetworkManagerVersion(text) == expected)
    }
}
