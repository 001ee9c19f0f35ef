import Base
import KeyFile
import NetworkManagerConfiguration
import SystemPackage
import Testing

/// Which settings plugins are loaded, and what ifupdown's file then does to the list.
@Suite struct PluginTests {
    static let except = "[keyfile]\nunmanaged-devices=except:interface-name:eth1\n"

    /// Whether a name of Calico's is managed on a node with `iface eth0 inet dhcp`.
    func managed(
        _ text: String, _ version: NetworkManagerVersion? = .init(1, 42, 4), defaults: RawText? = "",
        built: [RawText]? = ["ifupdown"]
    ) -> Bool? {
        let table = FileTable([
            "/etc/network/interfaces": "iface eth0 inet dhcp\n", "/etc/NetworkManager/NetworkManager.conf": text,
        ])
        let stack = ConfigurationStack(
            reading: table, version: version, compiled: CompiledPlugins(defaults: defaults, built: built))
        let specs = [PluginSpecs.ifupdown(reading: table, stack: stack)].compactMap(\.self)
        return ManagedPolicy(stack, pluginSpecs: specs)
            .prediction(for: DeviceTraits(name: "cali0", kind: .veth)).afterReload.managed.value
    }

    @Test(arguments: [
        // Nothing names a plugin, or the list is empty: those that were built are loaded, since 1.37.2 and 1.36.2.
        ("", NetworkManagerVersion(1, 42, 4), true), ("[main]\nplugins=\n", .init(1, 42, 4), true),
        ("", .init(1, 36, 2), true), ("", .init(1, 36, 0), false), ("[main]\nplugins=\n", .init(1, 30, 6), false),
        ("[main]\nplugins=keyfile\n", .init(1, 42, 4), false),
        ("[main]\nplugins=keyfile,ifupdown\n", .init(1, 42, 4), true),
        ("[main]\nplugins=ifupdown\nplugins-=ifupdown\n", .init(1, 42, 4), true),
        ("[main]\nplugins+=keyfile\n", .init(1, 42, 4), false),
    ])
    func `a list of exceptions ends where ifupdown is loaded`(
        _ text: String, _ version: NetworkManagerVersion, _ expected: Bool
    ) {
        #expect(managed(text + Self.except, version) == expected)
    }

    @Test func `changes of the list start from the compiled default`() {
        let old = NetworkManagerVersion(1, 30, 6)
        #expect(managed(Self.except, old, defaults: "ifupdown") == true)
        #expect(managed("[main]\nplugins+=keyfile\n" + Self.except, old, defaults: "ifupdown") == true)
        #expect(managed("[main]\nplugins-=ifupdown\n" + Self.except, old, defaults: "ifupdown") == false)
        // Up to 1.24 nothing is left of a list that `-=` empties, and the default is back.
        #expect(managed("[main]\nplugins-=ifupdown\n" + Self.except, .init(1, 20, 0), defaults: "ifupdown") == true)
    }

    @Test func `a default that is not known leaves open what hangs on it, and nothing else`() {
        #expect(managed(Self.except, defaults: nil) == nil)
        #expect(managed("[main]\nplugins+=keyfile\n" + Self.except, defaults: nil) == nil)
        #expect(managed("[main]\nplugins+=ifupdown\n" + Self.except, defaults: nil) == true)
        #expect(managed("[main]\nplugins+=ifupdown\nplugins=keyfile\n" + Self.except, defaults: nil) == false)
        #expect(managed(Self.except, defaults: nil, built: []) == false)
        #expect(managed(Self.except, defaults: "", built: nil) == nil)
        #expect(managed(Self.except, nil) == nil)
        // What the list says by itself no plugin changes.
        let list = "[keyfile]\nunmanaged-devices=interface-name:cali*\n"
        #expect(managed(list, defaults: nil) == false)
        #expect(managed("[keyfile]\nunmanaged-devices=*,except:interface-name:cali*\n", defaults: nil) == true)
    }

    @Test(arguments: ["/etc/sysconfig/network-scripts", "/etc/network/interfaces.d"])
    func `a folder of a plugin's that cannot be read leaves open what it adds`(folder: String) {
        var table = FileTable([
            "/etc/network/interfaces": "source-directory interfaces.d\n",
            "/etc/NetworkManager/NetworkManager.conf": "[main]\nplugins=ifcfg-rh,ifupdown\n",
        ])
        table.unreadableDirectories[folder] = .permissionDenied
        let stack = ConfigurationStack(
            reading: table, version: .init(1, 42, 4),
            compiled: CompiledPlugins(defaults: "", built: ["ifcfg-rh", "ifupdown"]))
        let specs = [
            PluginSpecs.ifcfg(reading: table, stack: stack), PluginSpecs.ifupdown(reading: table, stack: stack),
        ]
        let open = specs.compactMap(\.self).compactMap(\.uncertainty).map { "\($0)" }
        #expect(open.count == 1 && open[0].contains("cannot read \(folder)"), "\(open)")
    }

    @Test func `the program's answer tells the default`() {
        let printed: RawText = "# NetworkManager configuration: x\n\n[main]\n# plugins=ifupdown\n# rc-manager=\n"
        #expect(CompiledPlugins.defaults(inPrintedConfiguration: printed) == "ifupdown")
        #expect(CompiledPlugins.defaults(inPrintedConfiguration: "[main]\n# plugins=\n") == "")
        #expect(CompiledPlugins.defaults(inPrintedConfiguration: "[main]\nplugins=keyfile\n") == nil)
    }

    @Test func `options at the top of a sourced file belong to no stanza, and behind the source line to the last one`()
    {
        func names(_ main: String, _ sourced: String) -> [String]? {
            let table = FileTable([
                "/etc/network/interfaces": main, "/etc/network/interfaces.d/a": sourced,
                "/etc/NetworkManager/NetworkManager.conf": "[main]\nplugins=ifupdown\n",
            ])
            let stack = ConfigurationStack(reading: table, version: .init(1, 42, 4))
            return PluginSpecs.ifupdown(reading: table, stack: stack)?.tokens.map(\.text.description)
        }
        let source = "source /etc/network/interfaces.d/a\n"
        #expect(names("iface br0 inet dhcp\n" + source, "bridge_ports eth5\n") == nil)
        #expect(names("iface br0 inet dhcp\n" + source + "bridge_ports eth5\n", "#\n") == ["interface-name:=eth5"])
        #expect(
            names("iface eth0 inet dhcp\n" + source + "bridge_ports eth5\n", "iface br1 inet dhcp\n")
                == ["interface-name:=eth0", "interface-name:=eth5"])
        #expect(names("iface br0 inet dhcp\n" + source + "bridge_ports eth5\n", "auto eth9\n") == nil)
    }
}
