import Base
import Checks
import Node
import Requirements
import SystemPackage
import TestSupport
import Testing

@Suite struct LoadableModulesTests {
    private func modules(
        _ fixture: KernelFixture, profile: String = "calico-3.16", encapsulations: [String]? = nil
    ) throws -> LoadableModules {
        var inputs = CheckInputs()
        inputs.encapsulations = encapsulations
        let context = CheckContext(offline(try RootDirectory(FilePath(fixture.folder.path))), inputs)
        return LoadableModules(try Profile(named: profile), in: context)
    }

    @Test(arguments: KernelFixture.names, Profile.names)
    func `what the features need is named once, in modules of the kernel that are there`(
        kernel: String, profile: String
    ) throws {
        let fixture = try KernelFixture(kernel)
        let found = try modules(fixture, profile: profile)
        #expect(found.leftOut == [])
        #expect(found.names.count > 10)
        #expect(Set(found.names).count == found.names.count)
        #expect(found.missing == found.names)
        for name in found.names {
            #expect(throws: Never.self, "\(name)") { try fixture.file(of: name) }
        }
        for name in ["ip_set", "xt_set", "nf_conntrack_netlink", "xt_conntrack"] {
            #expect(found.names.contains(name), "\(name)")
        }
    }

    @Test(arguments: KernelFixture.names)
    func `the legacy tables are left to whoever uses them`(kernel: String) throws {
        for name in try modules(try KernelFixture(kernel)).names {
            #expect(!name.hasPrefix("ip_tables") && !name.hasPrefix("ip6_tables") && !name.hasPrefix("iptable_"))
        }
    }

    @Test func `what is loaded is listed all the same, and not missing`() throws {
        let fixture = try KernelFixture("6.1", isRunning: true)
        let before = try modules(fixture)
        try fixture.folder.write("ip_set 57344 0 - Live 0x0\nxt_set 20480 0 - Live 0x0\n", to: "proc/modules")
        let after = try modules(fixture)
        #expect(after.names == before.names)
        #expect(after.missing == before.names.filter { !["ip_set", "xt_set"].contains($0) })
        #expect(after.missing.count == before.missing.count - 2)
    }

    @Test func `what is built in needs no loading`() throws {
        let fixture = try KernelFixture("6.1", variant: "xt_set-built-in")
        let found = try modules(fixture)
        #expect(!found.names.contains("xt_set"))
        #expect(found.names.contains("ip_set"))
    }

    @Test(arguments: ["blacklist xt_set\n", "install xt_set /bin/false\n"])
    func `what modprobe's configuration keeps out is not asked for`(rule: String) throws {
        let fixture = try KernelFixture("6.1")
        let before = try modules(fixture).names
        try fixture.folder.write(rule, to: "etc/modprobe.d/local.conf")
        #expect(try modules(fixture).names == before.filter { $0 != "xt_set" })
    }

    @Test(arguments: ["install ip_set /bin/false\n", "install ip_set /bin/true\n"])
    func `what needs a module that cannot be loaded is not asked for either`(rule: String) throws {
        let fixture = try KernelFixture("6.1")
        let before = try modules(fixture).names
        try fixture.folder.write(rule, to: "etc/modprobe.d/local.conf")
        let after = try modules(fixture)
        #expect(after.names == before.filter { $0 != "xt_set" && !$0.hasPrefix("ip_set") })
        #expect(
            after.leftOut.contains(
                "no module is loaded for kernel.feature.xt-set: xt_set needs ip_set, which is installed but "
                    + "overridden by an \"install\" rule (/etc/modprobe.d/local.conf:1)"), "\(after.leftOut)")
        #expect(
            after.leftOut.contains {
                $0.hasPrefix("no module is loaded for kernel.feature.ip-set: ip_set is installed but overridden")
            })
    }

    @Test func `what needs a module whose file is missing is not asked for either`() throws {
        let fixture = try KernelFixture("6.1")
        let before = try modules(fixture).names
        try fixture.remove("ip_set")
        #expect(try modules(fixture).names == before.filter { $0 != "xt_set" && !$0.hasPrefix("ip_set") })
    }

    @Test func `a module whose file is missing is not asked for`() throws {
        let fixture = try KernelFixture("6.12")
        let before = try modules(fixture).names
        try fixture.remove("xt_mark")
        #expect(try modules(fixture).names == before.filter { $0 != "xt_mark" })
    }

    @Test func `tunnels are asked for by the encapsulation`() throws {
        let fixture = try KernelFixture("6.1")
        #expect(try modules(fixture, encapsulations: ["ipip"]).names.contains("ipip"))
        #expect(try !modules(fixture, encapsulations: ["vxlan"]).names.contains("ipip"))
        #expect(try modules(fixture, encapsulations: ["vxlan"]).names.contains("vxlan"))
    }

    @Test func `the twins of IPv6 are asked for only where IPv6 is on`() throws {
        let fixture = try KernelFixture("6.1", isRunning: true)
        #expect(try modules(fixture).names.contains("ip6t_rpfilter"))
        try fixture.folder.write("1\n", to: "proc/sys/net/ipv6/conf/all/disable_ipv6")
        #expect(try !modules(fixture).names.contains("ip6t_rpfilter"))
    }

    @Test func `a root without a kernel asks for none`() throws {
        let folder = try TemporaryFolder()
        let context = CheckContext(offline(try RootDirectory(FilePath(folder.path))))
        let found = LoadableModules(try Profile(named: "calico-3.16"), in: context)
        #expect(found == LoadableModules(names: [], missing: []))
    }
}
