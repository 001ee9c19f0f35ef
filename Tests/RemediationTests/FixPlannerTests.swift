import Checks
import DBus
import KeyFile
import NetworkManagerConfiguration
import Node
import SystemPackage
import TestSupport
import Testing

@testable import Remediation

/// A node's files, and what a fix makes of them.
private struct Machine {
    let folder: TemporaryFolder

    init(_ files: [String: String], version: String = "1.42.4") throws {
        folder = try TemporaryFolder()
        try folder.makeFolder("etc/NetworkManager/conf.d")
        try folder.makeFolder("run")
        try folder.makeFolder("usr/lib/x86_64-linux-gnu/NetworkManager/\(version)")
        for (path, text) in files { try folder.write(text, to: path) }
    }

    func context() throws -> CheckContext {
        CheckContext(
            root: try RootDirectory(FilePath(folder.path)), inputs: CheckInputs(), bus: nil,
            deadline: Deadline(after: .seconds(30)))
    }

    func plan(adopts: Bool = false, patterns: [String] = ["cali*", "tunl*", "vxlan.calico"]) throws -> Plan {
        var permissions = FixPlanner.Permissions()
        permissions.adopts = adopts
        return try FixPlanner(
            context(), patterns: patterns.map { try InterfacePattern($0) }, permissions: permissions
        ).plan()
    }

    /// Plans, writes what was planned, and gives what NetworkManager then decides.
    func fixed(adopts: Bool = false) throws -> (plan: Plan, policy: ManagedPolicy) {
        let plan = try plan(adopts: adopts)
        var files = FileStep(root: try RootDirectory(FilePath(folder.path)))
        for change in plan.changes { try files.apply(change) }
        return (plan, try context().policy)
    }
}

private func unmanagedDevices(_ list: String, _ sign: String = "=") -> String {
    "[keyfile]\nunmanaged-devices\(sign)\(list)\n"
}

private func isManaged(_ name: String, _ type: String, _ policy: ManagedPolicy) -> Bool? {
    policy.prediction(for: DeviceTraits(name: RawText(name), type: .known(RawText(type)), driver: "x")).afterReboot
        .managed
}

@Suite("FixPlanner")
struct FixPlannerTests {
    private let admin = "etc/NetworkManager/conf.d"

    private func expectFenced(_ policy: ManagedPolicy, _ comment: Comment? = nil) throws {
        for pattern in ["cali*", "tunl*", "vxlan.calico"] {
            let coverage = policy.coverage(of: try InterfacePattern(pattern))
            #expect(coverage.isUnmanaged, "\(pattern): \(coverage.reason)")
        }
    }

    @Test func `where nothing is there one file is created, and a second plan is empty`() throws {
        let machine = try Machine([:])
        let (plan, policy) = try machine.fixed()
        #expect(plan.changes.map(\.path) == ["/etc/NetworkManager/conf.d/zz-nmfence.conf"])
        #expect(plan.changes.map(\.action) == [.create])
        try expectFenced(policy)
        #expect(isManaged("eth0", "ethernet", policy) == true)
        #expect(try machine.plan().isEmpty)
    }

    @Test func `the documented file is left as it is where it covers what is asked for`() throws {
        let list = "interface-name:cali*;interface-name:tunl*;interface-name:vxlan.calico"
        #expect(try Machine(["\(admin)/calico.conf": unmanagedDevices(list)]).plan().isEmpty)
    }

    @Test func `an older file of ours is replaced and not joined by a second`() throws {
        let old =
            "# Written by 'nmfence fix'; 'nmfence revert' takes it back.\n"
            + unmanagedDevices("interface-name:cali*", "+=")
        let (plan, policy) = try Machine(["\(admin)/zz-nmfence.conf": old]).fixed()
        #expect(plan.changes.map(\.action) == [.replace])
        try expectFenced(policy)
    }

    @Test func `a later file with a plain assignment is outrun by name, and its own list stays`() throws {
        let (plan, policy) = try Machine(["\(admin)/zzz-site.conf": unmanagedDevices("interface-name:eth9")]).fixed()
        #expect(plan.changes.count == 1)
        try expectFenced(policy)
        #expect(isManaged("eth9", "ethernet", policy) == false)
        #expect(isManaged("eth0", "ethernet", policy) == true)
    }

    @Test func `an older file of ours that sorts too early moves`() throws {
        let old =
            "# Written by 'nmfence fix'; 'nmfence revert' takes it back.\n"
            + unmanagedDevices("interface-name:cali*", "+=")
        let files = [
            "\(admin)/zz-nmfence.conf": old, "\(admin)/zzz-site.conf": unmanagedDevices("interface-name:eth9"),
        ]
        let (plan, policy) = try Machine(files).fixed()
        #expect(plan.changes.map(\.action).contains(.remove))
        #expect(plan.changes.map(\.action).contains(.create))
        try expectFenced(policy)
        #expect(isManaged("eth9", "ethernet", policy) == false)
    }

    @Test func `a vendor list that covers everything but wifi needs nothing`() throws {
        let vendor = "usr/lib/NetworkManager/conf.d/10-globally-managed-devices.conf"
        let list = "*,except:type:wifi,except:type:gsm,except:type:cdma"
        #expect(try Machine([vendor: unmanagedDevices(list)]).plan().isEmpty)
    }

    @Test func `a list of exceptions only covers Calico from 1_14 on, and is not turned round`() throws {
        let files = ["\(admin)/site.conf": unmanagedDevices("except:interface-name:eth0")]
        #expect(try Machine(files, version: "1.42.4").plan().isEmpty)
        let (_, policy) = try Machine(files, version: "1.12.4").fixed()
        try expectFenced(policy)
        #expect(isManaged("eth0", "ethernet", policy) == true)
        #expect(isManaged("eth1", "ethernet", policy) == true, "before 1.14 the list un-manages nothing")
    }

    @Test(arguments: ["site.conf", "zzz-site.conf"])
    func `an exception that hits Calico's names is taken out, and nothing else changes`(_ name: String) throws {
        let list = "interface-name:eth9;except:interface-name:cali*"
        let (plan, policy) = try Machine(["\(admin)/\(name)": unmanagedDevices(list, "+=")]).fixed()
        #expect(plan.changes.count == 1)
        try expectFenced(policy)
        #expect(isManaged("eth9", "ethernet", policy) == false)
        #expect(isManaged("eth0", "ethernet", policy) == true)
    }

    @Test func `a list of exceptions only that excepts Calico keeps everything else unmanaged`() throws {
        let files = ["\(admin)/site.conf": unmanagedDevices("except:interface-name:cali*;except:interface-name:eth0")]
        let (_, policy) = try Machine(files).fixed()
        try expectFenced(policy)
        #expect(isManaged("eth0", "ethernet", policy) == true)
        #expect(isManaged("eth1", "ethernet", policy) == false)
    }

    @Test func `OpenShift's section leaves the tunnels to do, and its own interfaces as they are`() throws {
        let section = "[device]\nmatch-device=interface-name:br-int,interface-name:ovn-k8s-*,driver:veth\nmanaged=0\n"
        let (plan, policy) = try Machine(["\(admin)/sdn.conf": section]).fixed()
        #expect(plan.changes.map(\.action) == [.create])
        try expectFenced(policy)
        #expect(isManaged("br-int", "bridge", policy) == false)
    }

    @Test func `netplan's file in run is added to`() throws {
        let (_, policy) = try Machine([
            "run/NetworkManager/conf.d/netplan.conf": unmanagedDevices("interface-name:ens5", "+=")
        ]).fixed()
        try expectFenced(policy)
        #expect(isManaged("ens5", "ethernet", policy) == false)
        #expect(isManaged("ens6", "ethernet", policy) == true)
    }

    @Test func `interfaces of ifupdown stay unmanaged`() throws {
        let (_, policy) = try Machine([
            "etc/NetworkManager/NetworkManager.conf": "[main]\nplugins=ifupdown,keyfile\n[ifupdown]\nmanaged=false\n",
            "etc/network/interfaces": "auto eth0\niface eth0 inet dhcp\n",
        ]).fixed()
        try expectFenced(policy)
        #expect(isManaged("eth0", "ethernet", policy) == false)
        #expect(isManaged("eth1", "ethernet", policy) == true)
    }

    @Test func `somebody else's file of our name is refused, and adopted with a copy when asked`() throws {
        let files = ["\(admin)/zz-nmfence.conf": unmanagedDevices("interface-name:eth9", "+=")]
        let failure = #expect(throws: ChangeFailure.self) { try Machine(files).plan() }
        #expect(failure?.description.contains("--adopt") == true)
        let machine = try Machine(files)
        let (_, policy) = try machine.fixed(adopts: true)
        try expectFenced(policy)
        #expect(machine.folder.text("\(admin)/zz-nmfence.conf.nmfence-saved") == files["\(admin)/zz-nmfence.conf"])
        #expect(isManaged("eth9", "ethernet", policy) == false, "what was replaced still holds")
    }

    @Test func `a file that says more than a list is not adopted`() throws {
        let machine = try Machine(["\(admin)/zz-nmfence.conf": "[connectivity]\nenabled=false\n"])
        let failure = #expect(throws: ChangeFailure.self) { try machine.plan(adopts: true) }
        #expect(failure?.description.contains("zz-nmfence.conf:2") == true)
    }

    @Test(arguments: ["usr/lib/NetworkManager/conf.d", "run/NetworkManager/conf.d"])
    func `a file of our name in a lower directory is not masked`(_ directory: String) throws {
        let (plan, policy) = try Machine(["\(directory)/zz-nmfence.conf": unmanagedDevices("interface-name:eth9", "+=")]
        )
        .fixed()
        #expect(plan.changes.first?.path.lastComponent != "zz-nmfence.conf")
        try expectFenced(policy)
        #expect(isManaged("eth9", "ethernet", policy) == false)
    }

    @Test func `an override in the intern file cannot be reached, and is named`() throws {
        let intern = "[keyfile]\n.set.unmanaged-devices=interface-name:eth9\n"
        let machine = try Machine(["var/lib/NetworkManager/NetworkManager-intern.conf": intern])
        // It holds only as long as no file says anything: ours would end it, and eth9 with it.
        let failure = #expect(throws: ChangeFailure.self) { try machine.plan() }
        #expect(failure?.description.contains("NetworkManager-intern.conf:2") == true, "\(failure?.description ?? "")")
        #expect(try machine.folder.names(in: admin).isEmpty)
    }

    @Test func `a configuration that NetworkManager refuses is not added to`() throws {
        let failure = #expect(throws: ChangeFailure.self) {
            try Machine(["\(admin)/broken.conf": "no group\n"]).plan()
        }
        guard case .unreadableConfiguration(let text)? = failure else {
            Issue.record("expected unreadableConfiguration, found \(String(describing: failure))")
            return
        }
        #expect(text.contains("/etc/NetworkManager/conf.d/broken.conf:1"))
    }

    @Test func `a pattern of the user's is fenced as well`() throws {
        let machine = try Machine([:])
        let plan = try machine.plan(patterns: ["cali*", "eni*"])
        let text = plan.changes.first?.after.map { String(decoding: $0, as: UTF8.self) } ?? ""
        #expect(text.contains(";interface-name:eni*\n"))
    }
}
