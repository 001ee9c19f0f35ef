import Base
import Checks
import Foundation
import Requirements
import TestSupport
import Testing

@Suite struct KernelFeatureTests {
    private static let profiles = Profile.names

    @Test(arguments: KernelFixture.names, [false, true])
    func `on a healthy Debian kernel nothing fails and nothing is unknown`(kernel: String, isRunning: Bool) throws {
        let fixture = try KernelFixture(kernel, isRunning: isRunning)
        for profile in Self.profiles {
            var inputs = CheckInputs()
            inputs.encapsulations = ["ipip", "vxlan", "wireguard", "bpf"]
            let rows = try results(fixture.folder, profile: profile, inputs).filter { $0.id.hasPrefix("kernel.") }
            #expect(rows.count > 20)
            #expect(rows.ids(.fail) == [], "\(profile) on \(kernel)")
            #expect(rows.ids(.undetermined) == [], "\(profile) on \(kernel)")
            #expect(rows.ids(.warning) == [], "\(profile) on \(kernel)")
            #expect(rows.ids(.skipped) == [], "\(profile) on \(kernel)")
        }
    }

    /// The rows of each kernel with nothing removed; a kernel whose rows cannot be had has none.
    private static let complete = Dictionary(
        uniqueKeysWithValues: KernelFixture.names.compactMap { kernel in
            (try? results(try KernelFixture(kernel).folder)).map { (kernel, $0) }
        })

    /// Each module, and the row that tells of it; rows that another row speaks for are not failures.
    private static let rows = [
        ("ip_set", "ip-set"), ("ipt_rpfilter", "ipt-rpfilter"), ("ip6t_rpfilter", "ipt-rpfilter"),
        ("nf_conntrack_netlink", "nf-conntrack-netlink"), ("xt_addrtype", "xt-addrtype"), ("xt_comment", "xt-comment"),
        ("xt_conntrack", "xt-conntrack"), ("xt_mark", "xt-mark"), ("xt_multiport", "xt-multiport"),
        ("xt_set", "xt-set"),
        ("ipip", "ipip"), ("ip_set_hash_net", "ip-set-types"), ("veth", "veth"), ("xt_nat", "xt-nat"),
        ("xt_MASQUERADE", "xt-masquerade"), ("xt_tcpudp", "xt-tcpudp"),
    ]

    @Test(arguments: KernelFixture.names, rows)
    func `with one module's file removed exactly its row fails, and names the package`(
        kernel: String, row: (module: String, id: String)
    ) throws {
        let fixture = try KernelFixture(kernel)
        let before = try #require(Self.complete[kernel])
        try fixture.remove(row.module)
        let after = try results(fixture.folder)
        #expect(after.ids(.fail) == ["kernel.feature.\(row.id)"])
        #expect(after.ids(.undetermined) == before.ids(.undetermined))
        let failed = try #require(after["kernel.feature.\(row.id)"])
        #expect(
            failed.outcome.remedy
                == "chroot \(fixture.folder.path) apt-get install --reinstall linux-image-\(fixture.release)")
        #expect(failed.outcome.found.contains(row.module))
        for id in after.changed(since: before) where id != failed.id {
            #expect(
                after[id]?.outcome.found.contains("see kernel.feature.\(row.id)") == true, "\(id) changed as well")
        }
    }

    @Test(arguments: KernelFixture.names, rows)
    func `with one module blacklisted exactly its row fails, and names the line`(
        kernel: String, row: (module: String, id: String)
    ) throws {
        let fixture = try KernelFixture(kernel)
        try fixture.folder.write("# hardening\nblacklist \(row.module)\n", to: "etc/modprobe.d/hardening.conf")
        let after = try results(fixture.folder)
        #expect(after.ids(.fail) == ["kernel.feature.\(row.id)"])
        let outcome = try #require(after["kernel.feature.\(row.id)"]).outcome
        #expect(outcome.evidence.first?.path == "/etc/modprobe.d/hardening.conf")
        #expect(outcome.evidence.first?.line == 2)
        #expect(outcome.remedy == "sed -i '2s/^/#/' \(fixture.folder.path)/etc/modprobe.d/hardening.conf")
    }

    @Test(arguments: KernelFixture.names)
    func `with one module built in exactly its rows say so, and nothing fails`(kernel: String) throws {
        let before = try #require(Self.complete[kernel])
        let fixture = try KernelFixture(kernel, variant: "xt_set-built-in")
        try fixture.remove("xt_set")
        let after = try results(fixture.folder)
        #expect(after.changed(since: before) == ["kernel.feature.ipt-set", "kernel.feature.xt-set"])
        #expect(after["kernel.feature.xt-set"]?.outcome.found == "xt_set is built in")
        #expect(after.ids(.fail) == [])
    }

    @Test(arguments: [("xt_u32", "xt-u32"), ("sctp", "sctp"), ("xt_sctp", "xt-sctp")])
    func `what nothing uses is told and never fails`(module: String, id: String) throws {
        let fixture = try KernelFixture("6.1")
        try fixture.remove(module)
        let after = try results(fixture.folder)
        #expect(after.ids(.fail) == [])
        #expect(after["kernel.feature.\(id)"]?.status == .skipped)
        #expect(after["kernel.feature.\(id)"]?.outcome.found.contains("not installed") == true)
    }

    @Test func `without the legacy tables nftables will do, and without both the row fails`() throws {
        let fixture = try KernelFixture("6.12")
        try fixture.remove("ip_tables")
        #expect(try results(fixture.folder)["kernel.feature.ip-tables"]?.status == .pass)
        try fixture.remove("nft_compat")
        let row = try results(fixture.folder)["kernel.feature.ip-tables"]
        #expect(row?.status == .fail)
    }

    @Test func `a missing module that many need is told by each that needs it`() throws {
        let fixture = try KernelFixture("6.1")
        try fixture.remove("x_tables")
        let row = try #require(try results(fixture.folder)["kernel.feature.xt-mark"])
        #expect(row.status == .fail)
        #expect(row.outcome.found.contains("x_tables"))
    }

    /// `install` and the kernel's own list hold for whatever needs the module, too; the rest of modprobe.d holds for
    /// its name alone.
    @Test(arguments: KernelFixture.names, ["/bin/false", "/bin/true"])
    func `a module that many need and that cannot be loaded is told by each, with the line`(
        kernel: String, command: String
    ) throws {
        let fixture = try KernelFixture(kernel)
        try fixture.folder.write("# hardening\ninstall x_tables \(command)\n", to: "etc/modprobe.d/hardening.conf")
        let rows = try results(fixture.folder)
        let row = try #require(rows["kernel.feature.xt-mark"])
        #expect(row.status == .fail)
        #expect(
            row.outcome.found == "xt_mark needs x_tables, which is installed but overridden by an \"install\" rule")
        #expect(row.outcome.evidence.first?.path == "/etc/modprobe.d/hardening.conf")
        #expect(row.outcome.evidence.first?.line == 2)
        #expect(row.outcome.remedy == "sed -i '2s/^/#/' \(fixture.folder.path)/etc/modprobe.d/hardening.conf")
        // Nothing in it needs x_tables.
        #expect(rows["kernel.feature.nf-conntrack-netlink"]?.status == .pass)
    }

    @Test(arguments: ["blacklist x_tables\n", "alias x_tables off\n"])
    func `what keeps a module out by its name alone is no obstacle for those that need it`(rule: String) throws {
        let fixture = try KernelFixture("6.1")
        try fixture.folder.write(rule, to: "etc/modprobe.d/hardening.conf")
        #expect(try results(fixture.folder).ids(.fail) == [])
    }

    /// modprobe runs no install command of a module with softdeps: "even if there are install commands with the same
    /// module name specified, softdep takes precedence" (modprobe.d(5)).
    @Test(arguments: [true, false])
    func `a softdep takes precedence over an install line`(isInConfiguration: Bool) throws {
        let fixture = try KernelFixture("6.1")
        let softdep = "softdep x_tables pre: ipip\nsoftdep xt_mark post: ipip\n"
        let install = "install x_tables /bin/false\ninstall xt_mark /bin/false\n"
        try fixture.folder.write(
            install + (isInConfiguration ? softdep : "# nothing\n"), to: "etc/modprobe.d/hardening.conf")
        if !isInConfiguration { try fixture.folder.write(softdep, to: "\(fixture.modules)/modules.softdep") }
        #expect(try results(fixture.folder).ids(.fail) == [])
    }

    @Test func `a softdep on nothing that is there leaves the install line in force`() throws {
        let fixture = try KernelFixture("6.1")
        try fixture.folder.write(
            "install xt_mark /bin/false\nsoftdep xt_mark pre: no_such_module post:\n",
            to: "etc/modprobe.d/hardening.conf")
        #expect(try results(fixture.folder).ids(.fail) == ["kernel.feature.xt-mark"])
    }

    @Test func `a dependency that the kernel itself refuses is told by its command line`() throws {
        let fixture = try KernelFixture("6.1", isRunning: true)
        try fixture.folder.write("quiet module_blacklist=dccp,x_tables\n", to: "proc/cmdline")
        let row = try #require(try results(fixture.folder)["kernel.feature.xt-mark"])
        #expect(row.status == .fail)
        #expect(row.outcome.evidence.first?.path == "/proc/cmdline")
        #expect(row.outcome.remedy == "remove x_tables from the kernel command line, then drain the node and reboot it")
        // What is loaded already is there, whatever the command line says.
        try fixture.folder.write("x_tables 57344 0 - Live 0x0\n", to: "proc/modules")
        #expect(try results(fixture.folder)["kernel.feature.xt-mark"]?.status == .pass)
    }

    /// The remedy is there to be copied.
    @Test func `a file name that a shell would take apart is quoted in the remedy`() throws {
        let fixture = try KernelFixture("6.1")
        try fixture.folder.write("blacklist xt_mark\n", to: "etc/modprobe.d/a $(reboot)'s.conf")
        #expect(
            try results(fixture.folder)["kernel.feature.xt-mark"]?.outcome.remedy
                == #"sed -i '1s/^/#/' '\#(fixture.folder.path)/etc/modprobe.d/a $(reboot)'\''s.conf'"#)
    }

    @Test func `the twins of IPv6 are asked for only where IPv6 is on`() throws {
        let fixture = try KernelFixture("6.1", isRunning: true)
        try fixture.remove("ip6t_rpfilter")
        #expect(try results(fixture.folder).ids(.fail).contains("kernel.feature.ipt-rpfilter"))
        try fixture.folder.write("1\n", to: "proc/sys/net/ipv6/conf/all/disable_ipv6")
        let rows = try results(fixture.folder)
        #expect(rows["kernel.feature.ipt-rpfilter"]?.status == .pass)
        #expect(rows["kernel.feature.ip6-tables"]?.outcome.found == "IPv6 is disabled on this node")
    }

    @Test func `tunnels are asked for by the encapsulation`() throws {
        let fixture = try KernelFixture("6.1")
        var inputs = CheckInputs()
        inputs.encapsulations = ["vxlan"]
        try fixture.remove("ipip")
        let rows = try results(fixture.folder, inputs)
        #expect(rows["kernel.feature.ipip"]?.status == .skipped)
        #expect(rows["kernel.feature.ipip"]?.outcome.found.contains("--encapsulation ipip") == true)
        #expect(rows["kernel.feature.vxlan"]?.status == .pass)
        #expect(rows["port.bgp"]?.status == .skipped)
    }

    @Test func `RHEL is told the package that its modules are in`() throws {
        let fixture = try KernelFixture("6.1", release: "6.12.0-55.9.1.el10_0.x86_64")
        try fixture.remove("xt_set")
        try fixture.folder.write(
            "ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\nVERSION_ID=\"10.0\"\n", to: "etc/os-release")
        #expect(
            try results(fixture.folder)["kernel.feature.xt-set"]?.outcome.remedy
                == "chroot \(fixture.folder.path) dnf install kernel-modules-extra-\(fixture.release)")
    }

    @Test func `a damaged index makes its rows undetermined, and every other row is answered`() throws {
        let fixture = try KernelFixture("6.1")
        try fixture.folder.write(Data([0xB0, 0x07]), to: "\(fixture.modules)/modules.alias.bin")
        let rows = try results(fixture.folder)
        #expect(rows.ids(.fail) == [])
        #expect(rows["kernel.feature.xt-set"]?.status == .undetermined)
        #expect(
            rows["kernel.feature.xt-set"]?.outcome.evidence.contains { $0.path.hasSuffix("modules.alias.bin") } == true)
        #expect(rows["kernel.feature.nf-conntrack-proto-sctp"]?.status == .pass)
        #expect(rows["node.kernel.version"]?.status == .pass)
    }
}
