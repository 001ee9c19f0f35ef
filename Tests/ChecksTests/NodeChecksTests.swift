import Base
import Checks
import Foundation
import Node
import Requirements
import SystemPackage
import TestSupport
import Testing

@Suite struct NodeChecksTests {
    private func node(_ release: String, _ system: String, _ files: [String: String] = [:]) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.write("\(release)\n", to: "proc/sys/kernel/osrelease")
        try folder.write(system, to: "etc/os-release")
        for (path, text) in files { try folder.write(text, to: path) }
        return folder
    }

    @Test(arguments: [
        ("calico-3.16", "3.10.0-1160.el7.x86_64", "ID=rhel\nVERSION_ID=7.9\n", CheckResult.Status.pass),
        ("calico-3.16", "2.6.32-754.el6.x86_64", "ID=rhel\nVERSION_ID=6.10\n", .fail),
        ("calico-3.29", "4.18.0-553.16.1.el8_10.x86_64", "ID=\"rhel\"\nVERSION_ID=\"8.10\"\n", .pass),
        ("calico-3.29", "4.18.0-553.16.1.el8_10.x86_64", "ID=\"rocky\"\nVERSION_ID=\"8.10\"\n", .pass),
        ("calico-3.29", "4.19.0-27-amd64", "ID=debian\nVERSION_ID=\"10\"\n", .pass),
        ("calico-3.29", "4.19.0-27-amd64", "ID=other\nVERSION_ID=\"10\"\n", .fail),
        ("calico-3.29", "4.18.0", "ID=rhel\nVERSION_ID=\"7.9\"\n", .fail),
        ("calico-3.29", "6.1.0-56-amd64", "ID=debian\n", .pass),
        ("calico-3.29", "strange", "ID=debian\n", .undetermined),
    ])
    func `a kernel is judged by its number and by what its vendor carried back`(
        profile: String, release: String, system: String, status: CheckResult.Status
    ) throws {
        let row = try #require(try results(try node(release, system), profile: profile)["node.kernel.version"])
        #expect(row.status == status, "\(row.outcome.found)")
    }

    @Test(arguments: [
        ("ID=rhel\nVERSION_ID=\"8.10\"\n", CheckResult.Status.pass), ("ID=\"rhcos\"\nVERSION_ID=\"4.14\"\n", .pass),
        ("ID=rhel\nVARIANT_ID=coreos\nVERSION_ID=9.6\n", .pass), ("ID=debian\nVERSION_ID=12\n", .skipped),
        ("ID=rhel\nVERSION_ID=6.10\n", .skipped),
    ])
    func `a distribution that is not on the list of the tried ones weighs nothing`(
        system: String, status: CheckResult.Status
    ) throws {
        #expect(try results(try node("6.1.0", system))["node.distribution"]?.status == status)
    }

    @Test func `OpenShift's release is judged where the node is one of its nodes`() throws {
        let rhcos = "ID=rhcos\nOPENSHIFT_VERSION=\"4.14\"\n"
        #expect(try results(try node("5.14.0", rhcos))["openshift.version"]?.status == .pass)
        let old = "ID=rhcos\nOPENSHIFT_VERSION=\"4.2\"\n"
        #expect(try results(try node("5.14.0", old))["openshift.version"]?.status == .fail)
        #expect(try results(try node("5.14.0", "ID=debian\n"))["openshift.version"]?.status == .skipped)
        let worker = try node("4.18.0", "ID=rhel\n", ["etc/machine-config-daemon/currentconfig": "{}"])
        #expect(try results(worker)["openshift.version"]?.status == .undetermined)
    }

    @Test func `an image is judged by its programs, and its processes are not asked for`() throws {
        let fixture = try KernelFixture("6.1")
        var header = Data([0x7F, 0x45, 0x4C, 0x46, 2, 1, 1, 0]) + Data(repeating: 0, count: 10) + Data([62, 0])
        try fixture.folder.write(header, to: "usr/bin/sh")
        var rows = try results(fixture.folder)
        #expect(rows["node.architecture"]?.status == .pass)
        #expect(
            rows.filter { $0.id.hasPrefix("privilege.") || $0.id.hasPrefix("port.") }.allSatisfy {
                $0.status == .skipped
            })
        header[18] = 183
        try fixture.folder.write(header, to: "usr/bin/sh")
        rows = try results(fixture.folder)
        #expect(rows.ids(.fail) == ["node.architecture"])
    }

    @Test func `a capability is granted by the first process or by a running calico-node`() throws {
        let all = "Name:\tx\nCapEff:\t000001ffffffffff\nCapBnd:\t000001ffffffffff\nNoNewPrivs:\t0\nSeccomp:\t0\n"
        let none = "Name:\tx\nCapEff:\t0000000000000000\nCapBnd:\t0000000000000000\nNoNewPrivs:\t1\nSeccomp:\t2\n"
        var rows = try results(try node("6.1.0", "ID=debian\n", ["proc/1/status": all]))
        #expect(rows["privilege.sys-admin"]?.status == .pass)
        #expect(rows["privilege.confinement"]?.status == .pass)
        rows = try results(try node("6.1.0", "ID=debian\n", ["proc/1/status": none]))
        #expect(rows["privilege.sys-admin"]?.status == .fail)
        #expect(rows["privilege.confinement"]?.status == .warning)
        rows = try results(
            try node(
                "6.1.0", "ID=debian\n", ["proc/1/status": all, "proc/9/status": none, "proc/9/comm": "calico-node\n"]))
        #expect(rows["privilege.sys-admin"]?.status == .fail)
        #expect(rows["privilege.sys-admin"]?.outcome.found.contains("/proc/9") == true)
        rows = try results(try node("6.1.0", "ID=debian\n"))
        #expect(rows["privilege.sys-admin"]?.status == .undetermined)
    }

    @Test func `a port is free, Calico's own, or a stranger's`() throws {
        let header = "  sl  local_address\n"
        let bgp = "   0: 00000000:00B3 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 4711 1 x\n"
        var files = ["proc/1/net/tcp": header]
        #expect(try results(try node("6.1.0", "ID=debian\n", files))["port.bgp"]?.status == .pass)
        files["proc/1/net/tcp"] = header + bgp
        for (name, status) in [("bird", CheckResult.Status.pass), ("bgpd", .fail)] {
            files["proc/7/comm"] = "\(name)\n"
            let folder = try node("6.1.0", "ID=debian\n", files)
            try folder.link("proc/7/fd/3", to: "socket:[4711]")
            let row = try #require(try results(folder)["port.bgp"])
            #expect(row.status == status)
            #expect(row.outcome.found.contains("\(name) (7)"))
        }
        files["proc/7/comm"] = nil
        #expect(try results(try node("6.1.0", "ID=debian\n", files))["port.bgp"]?.status == .undetermined)
    }

    @Test func `nothing is asked of a kernel that an image does not bring`() throws {
        let folder = try TemporaryFolder()
        try folder.write("ID=debian\nVERSION_ID=12\n", to: "etc/os-release")
        func states() throws -> Set<CheckResult.Status> {
            Set(try results(folder).filter { $0.id.contains("kernel.") }.map(\.status))
        }
        #expect(try states() == [.skipped])
        // One that is there without its modules is another matter.
        try folder.write("", to: "boot/vmlinuz-6.1.0-13-amd64")
        #expect(try states().contains(.undetermined))
    }

    @Test func `the port of VXLAN belongs to Calico's device or to another`() throws {
        let line = " 1: 00000000:12B5 00000000:0000 07 00000000:00000000 00:00000000 00000000 0 0 0 2 x 0\n"
        var inputs = CheckInputs()
        inputs.encapsulations = ["vxlan"]
        for (device, status) in [("vxlan.calico", CheckResult.Status.pass), ("flannel.1", .fail)] {
            let folder = try node(
                "6.1.0", "ID=debian\n",
                [
                    "proc/1/net/udp": "  sl\n" + line,
                    "sys/class/net/\(device)/uevent": "DEVTYPE=vxlan\nINTERFACE=\(device)\n",
                ])
            let row = try #require(try results(folder, inputs)["port.vxlan"])
            #expect(row.status == status)
            #expect(row.outcome.found.contains(device))
        }
    }

    @Test func `a server that is not known yet is skipped, and the option that tells it is named`() throws {
        let row = try results(try node("6.1.0", "ID=debian\n"))["datastore.apiserver"]
        #expect(row?.status == .skipped)
        #expect(row?.outcome.found.contains("--apiserver") == true)
    }

    @Test func `a kubeconfig that is no YAML is a clear answer with its line`() throws {
        let folder = try node("6.1.0", "ID=debian\n", ["etc/kubernetes/kubelet.conf": "<html>\n"])
        let row = try #require(try results(folder)["datastore.apiserver"])
        #expect(row.status == .undetermined)
        #expect(row.outcome.evidence.first?.line == 1)
    }

    @Test func `no firewall is no pass where the processes of a running system cannot be seen`() throws {
        let results = try results(try node("6.1.0", "ID=debian\n"))
        for id in ["firewall.firewalld", "firewall.other"] {
            #expect(results[id]?.outcome.verdict == .undetermined, "\(id)")
        }
    }

    @Test func `a firewall that is started at boot is told, and none is a pass`() throws {
        let folder = try node("6.1.0", "ID=debian\n", ["proc/1/comm": "systemd\n"])
        #expect(try results(folder)["firewall.firewalld"]?.status == .pass)
        #expect(try results(folder)["firewall.other"]?.status == .pass)
        let wants = "etc/systemd/system/multi-user.target.wants"
        try folder.link("\(wants)/firewalld.service", to: "/usr/lib/systemd/system/firewalld.service")
        try folder.link("\(wants)/ufw.service", to: "/usr/lib/systemd/system/ufw.service")
        try folder.write("ENABLED=no\n", to: "etc/ufw/ufw.conf")
        #expect(try results(folder)["firewall.firewalld"]?.status == .undetermined)
        #expect(try results(folder)["firewall.other"]?.status == .pass)
        try folder.write("ENABLED=yes\n", to: "etc/ufw/ufw.conf")
        #expect(try results(folder)["firewall.other"]?.status == .warning)
    }

    @Test func `every row but those of interfaces has a check with a full explanation`() throws {
        var unused = Set(CheckTable.ids)
        for name in Profile.names {
            let profile = try Profile(named: name, checks: CheckTable.ids)
            unused.subtract(profile.requirements.map(\.id))
            let checks = profile.nodeChecks(inputs: CheckInputs())
            let left = Set(profile.requirements.map(\.id)).subtracting(checks.map(\.id))
            #expect(left.allSatisfy { $0.hasPrefix("interface.") || $0 == "networkmanager.prevented" }, "\(left)")
            for check in checks {
                #expect(check.explanation.decision.hasSuffix("."), "\(check.id)")
                #expect(check.explanation.remedy.hasSuffix("."), "\(check.id)")
            }
        }
        #expect(unused.isEmpty, "no profile asks for \(unused)")
    }
}
