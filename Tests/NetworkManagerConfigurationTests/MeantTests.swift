import KeyFile
import NetworkManagerConfiguration
import Testing

/// Lines that look as if they were meant for an interface, and have no effect on it.
@Suite struct MeantTests {
    private func policy(_ files: [String: String], ifupdown: String? = nil) -> ManagedPolicy {
        var files = files
        if let ifupdown { files["/etc/network/interfaces"] = ifupdown }
        let table = FileTable(
            Dictionary(
                uniqueKeysWithValues: files.map { file in
                    (file.key.hasPrefix("/") ? file.key : "/etc/NetworkManager/conf.d/\(file.key)", file.value)
                }))
        let stack = ConfigurationStack(reading: table, version: NetworkManagerVersion(1, 42, 4))
        let specs = PluginSpecs.ifupdown(reading: table, stack: stack)
        return ManagedPolicy(stack, pluginSpecs: specs.map { [$0] } ?? [])
    }

    private func meant(_ name: RawText, _ policy: ManagedPolicy) -> [String] {
        let device = DeviceTraits(name: name, kind: .veth)
        let managed = policy.prediction(for: device).now.managed
        return policy.problems(meantFor: device, isManaged: managed).map(\.place)
    }

    static let lists: [String] = [
        "interface:cali*", "cali*", "'interface-name:cali*'", "interface-name:cali[0-9a-f]*", "interface-name:cali.*",
        "type:veth", "interface-name: cali*", "interface-name:cali+", "interface-name:Cali*", "interface-name:calli*",
        "interface-name:clai*", "interface-name:cali-*", "interface-name:cali%", "interface-name:cali%d",
        "interface-name:cali*#comment", "interface-name:(cali|tunl).*", "interface-name:^cali", "mac:cali*",
        "driver:vethh", "driver:Veth", "type:etherent", "(cali|tunl).*", "cali.*|tunl.*",
    ]

    @Test("a token that misses an interface by a little is named for it, and for no other", arguments: lists)
    func nearMiss(_ token: String) {
        let policy = policy(["a.conf": "[keyfile]\nunmanaged-devices=eth9;\(token)\n"])
        #expect(meant("cali1a2b3c", policy) == ["/etc/NetworkManager/conf.d/a.conf:2"])
        // All of these are veths.
        if !token.hasPrefix("type:"), !token.hasPrefix("driver:") { #expect(meant("eth0", policy).isEmpty) }
    }

    static let others: [String] = [
        "interface-name:eth1*", "interface-name:cali2*", "interface-name:calico*", "interface-name:tunl*", "cali9",
        "driver:vcan", "type:vcan", "interface-name:cal*.100",
    ]

    @Test("a token that is for other interfaces is not taken for a mistake", arguments: others)
    func otherInterface(_ token: String) {
        let policy = policy(["a.conf": "[keyfile]\nunmanaged-devices=eth9;\(token)\n"])
        #expect(meant("cali1a2b3c", policy).isEmpty)
        #expect(meant("eth0", policy).isEmpty)
    }

    @Test("a line that takes a token out of a list is named for what the token was for")
    func removed() {
        let list = "[keyfile]\nunmanaged-devices=interface-name:cali*;interface-name:docker*;except:driver:veth\n"
        let policy = policy(["a.conf": list, "b.conf": "[keyfile]\nunmanaged-devices-=interface-name:cali*\n"])
        #expect(meant("cali1", policy) == ["/etc/NetworkManager/conf.d/b.conf:2"])
        #expect(meant("eth0", policy).isEmpty)
        let same = self.policy(["a.conf": list + "unmanaged-devices-=interface-name:cali*\n"])
        #expect(meant("cali1", same) == ["/etc/NetworkManager/conf.d/a.conf:3"])
        // Taken out and put back is as if nothing had been.
        let back = "[keyfile]\nunmanaged-devices+=interface-name:cali*\n"
        let other = self.policy([
            "a.conf": "[keyfile]\nunmanaged-devices=interface-name:cali*\n",
            "b.conf": "[keyfile]\nunmanaged-devices-=interface-name:cali*\n", "c.conf": back,
        ])
        #expect(meant("cali1", other).isEmpty)
    }

    static let lines: [(String, Int)] = [
        ("[keyfile]\nunmanaged-device=interface-name:cali*\n", 2),
        ("[keyfile]\nunmanaged-devices +=interface-name:cali*\n", 2),
        ("[keyfiles]\nunmanaged-devices=interface-name:cali*\n", 1),
        ("[device]\nunmanaged-devices+=interface-name:cali*\n", 2),
        ("[foo]\nunmanaged-devices+=interface-name:cali*\n", 1),
        ("[keyfile]\nunmanaged-devices=interface-name:cali*\nunmanaged-devices=eth0\n", 2),
        ("[keyfile]\nunmanaged-devices=interface-name:cali* # Calico\n", 2),
        ("[device-x]\nmatch-device=interface:cali*\nmanaged=0\n", 2),
    ]

    @Test("a whole line without effect is named, too", arguments: lines)
    func line(_ text: String, _ line: Int) {
        #expect(meant("cali1a2b3c", policy(["a.conf": text])) == ["/etc/NetworkManager/conf.d/a.conf:\(line)"])
    }

    @Test("of an interface that is not managed, the exceptions are named that were meant for it")
    func exception() {
        let policy = policy(["a.conf": "[keyfile]\nunmanaged-devices=type:ethernet,!interface-name:eth*\n"])
        #expect(meant("eth0", policy) == ["/etc/NetworkManager/conf.d/a.conf:2"])
        #expect(meant("cali0", policy).isEmpty)
    }

    @Test("a list that another file discards is named where it would have had an effect")
    func discarded() {
        let policy = policy([
            "a.conf": "[keyfile]\nunmanaged-devices=interface-name:cali*\n",
            "b.conf": "[keyfile]\nunmanaged-devices=eth0\n",
        ])
        #expect(meant("cali0", policy) == ["/etc/NetworkManager/conf.d/b.conf:2"])
        #expect(meant("tunl0", policy).isEmpty)
    }

    @Test("a file that hides a list is named where the list is missing, and is no problem by itself")
    func hidden() {
        let name = "10-globally-managed-devices.conf"
        let policy = policy([
            "/usr/lib/NetworkManager/conf.d/\(name)": "[keyfile]\nunmanaged-devices=*,except:type:wifi\n",
            "/etc/NetworkManager/conf.d/\(name)": "",
        ])
        #expect(policy.stack.problems.isEmpty)
        #expect(meant("cali0", policy) == ["/etc/NetworkManager/conf.d/\(name)"])
    }

    @Test("a plugin's list that turns exceptions round is a problem, with the line of the plugin's own file")
    func turnedByPlugin() {
        let policy = policy(
            [
                "a.conf": "[main]\nplugins=ifupdown,keyfile\n[ifupdown]\nmanaged=false\n"
                    + "[keyfile]\nunmanaged-devices=except:interface-name:ib*\n"
            ], ifupdown: "auto eth0\niface eth0 inet dhcp\n")
        #expect(policy.stack.problems.map(\.kind) == [.turnsExceptions])
        #expect(meant("cali0", policy) == ["/etc/network/interfaces:2"])
        #expect(meant("ib0", policy).isEmpty)
    }
}
