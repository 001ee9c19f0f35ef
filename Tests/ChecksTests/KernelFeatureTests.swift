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
        let before = try results(fixture.folder)
        try fixture.remove(row.module)
        let after = try results(fixture.folder)
        #expect(after.ids(.fail) == ["kernel.feature.\(row.id)"])
        #expect(after.ids(.undetermined) == before.ids(.undetermined))
        let failed = try #require(after["kernel.feature.\(row.id)"])
        #expect(failed.outcome.remedy == "apt-get install --reinstall linux-image-\(fixture.release)")
        #expect(failed.outcome.found.contains(row.module))
        for id in after.changed(since: before) where id != failed.id {
            #expect(
                after[id]?.outcome.found.contains("kernel.feature.\(row.id) tells") == true, "\(id) changed as well")
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
        #expect(outcome.remedy == "sed -i '2s/^/#/' /etc/modprobe.d/hardening.conf && modprobe \(row.module)")
    }

    @Test(arguments: KernelFixture.names)
    func `with one module built in exactly its rows say so, and nothing fails`(kernel: String) throws {
        let before = try results(try KernelFixture(kernel).folder)
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

    @Test func `the twins of IPv6 are asked for only where IPv6 is on`() throws {
        let fixture = try KernelFixture("6.1", isRunning: true)
        try fixture.remove("ip6t_rpfilter")
        #expect(try results(fixture.folder).ids(.fail).contains("kernel.feature.ipt-rpfilter"))
        try fixture.folder.write("1\n", to: "proc/sys/net/ipv6/conf/all/disable_ipv6")
        let rows = try results(fixture.folder)
        #expect(rows["kernel.feature.ipt-rpfilter"]?.status == .pass)
        #expect(rows["kernel.feature.ip6-tables"]?.outcome.found == "IPv6 is off on this node")
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
        let fixture = try KernelFixture("6.1")
        try fixture.remove("xt_set")
        try fixture.folder.write(
            "ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\nVERSION_ID=\"10.0\"\n", to: "etc/os-release")
        #expect(
            try results(fixture.folder)["kernel.feature.xt-set"]?.outcome.remedy
                == "dnf install kernel-modules-extra-\(fixture.release)")
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
