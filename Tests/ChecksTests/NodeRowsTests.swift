import Base
import Checks
import Foundation
import Netlink
import Requirements
import TestSupport
import Testing

/// Rows about the node that no document lists, and that calico-node does not start or work without.
@Suite struct `The rows that no document lists` {
    private func row(
        _ id: String, profile: String = "calico-3.24", isRunning: Bool = true, _ inputs: CheckInputs = CheckInputs(),
        _ damage: (NodeFixture) throws -> Void = { _ in }
    ) throws -> CheckResult {
        let fixture = try NodeFixture(isRunning: isRunning)
        try damage(fixture)
        return try #require(try results(fixture.folder, profile: profile, inputs)[id])
    }

    @Test func `policy routing is asked of the running kernel, and both families are told apart`() throws {
        #expect(try PolicyRouting.isSupported(isIPv6: false, by: Deadline(after: .seconds(5))))
        for symbol in ["IP_MULTIPLE_TABLES", "IPV6_MULTIPLE_TABLES"] {
            let row = try row("kernel.policy-routing", profile: "calico-3.16") { try $0.unset(symbol) }
            #expect(row.status == .fail && row.outcome.found.contains(symbol.hasPrefix("IPV6") ? "IPv6" : "IPv4"))
            #expect(row.outcome.evidence.last?.text == "# CONFIG_\(symbol) is not set")
            #expect(row.outcome.evidence.last?.line != nil)
        }
        // Where IPv6 is off nobody asks for its twin.
        let off = try row("kernel.policy-routing") {
            try $0.unset("IPV6_MULTIPLE_TABLES")
            try $0.folder.write("1\n", to: "proc/sys/net/ipv6/conf/all/disable_ipv6")
        }
        #expect(off.status == .pass)
    }

    @Test func `an option whose parent is off is off, and a configuration that was cut short does not tell`() throws {
        let parent = try row("kernel.policy-routing") { node in
            let path = "boot/config-\(node.kernel.release)"
            let text = try #require(node.folder.text(path)).replacingOccurrences(
                of: "CONFIG_IP_MULTIPLE_TABLES=y", with: "# CONFIG_IP_ADVANCED_ROUTER is not set")
            try node.folder.write(text, to: path)
        }
        #expect(parent.status == .fail)
        let short = try row("kernel.policy-routing") { node in
            try node.folder.write("CONFIG_NET=y\n", to: "boot/config-\(node.kernel.release)")
        }
        #expect(short.status == .undetermined)
    }

    @Test(arguments: [("calico-3.23", false), ("calico-3.24", true), ("calico-3.32", true)])
    func `the directory of bpffs is asked for since 3.24`(profile: String, isAsked: Bool) throws {
        let fixture = try NodeFixture(isRunning: true)
        try FileManager.default.removeItem(atPath: fixture.folder.path + "/sys/fs/bpf")
        #expect(try results(fixture.folder, profile: profile)["node.bpffs"]?.status == (isAsked ? .fail : nil))
    }

    @Test(arguments: [
        ("run/xtables.lock", true, "is a directory"), ("opt/cni", false, "/opt/cni is not a directory"),
        ("etc/cni", false, "/etc/cni is not a directory"), ("var/lib/calico", false, "not a directory"),
    ])
    func `what calico-node mounts has the right type`(path: String, isDirectory: Bool, words: String) throws {
        let row = try row("node.host-paths") {
            if isDirectory { try $0.folder.makeFolder(path) } else { try $0.folder.write("", to: path) }
        }
        #expect(row.status == .fail && row.outcome.found.contains(words), "\(row.outcome.found)")
    }

    @Test(arguments: [
        ("port.felix-health", 9099, "calico-node", CheckResult.Status.fail),
        ("port.typha-health", 9098, "calico-typha", .warning),
        ("port.felix-metrics", 9091, "calico-node", .skipped), ("port.typha-metrics", 9093, "calico-typha", .skipped),
    ])
    func `a port of the node itself is free or Calico's`(
        id: String, port: Int, owner: String, status: CheckResult.Status
    ) throws {
        #expect(try row(id).status == .pass)
        #expect(try row(id) { try $0.addListener(owner, 7, port: port) }.status == .pass)
        let taken = try row(id) { try $0.addListener("promtail", 7, port: port) }
        #expect(taken.status == status && taken.outcome.found.contains("promtail (7)"), "\(taken.outcome.found)")
        // Nobody's peers come there, and another address of the node is no conflict.
        var inputs = CheckInputs()
        inputs.peers = ["192.0.2.77"]
        #expect(try row(id, inputs).status == .pass)
        let elsewhere = try row(id) { node in
            try node.addListener("promtail", 7, port: port)
            let text = try #require(node.folder.text("proc/1/net/tcp"))
            try node.folder.write(
                text.replacingOccurrences(of: "00000000:23", with: "0500000A:23"), to: "proc/1/net/tcp")
        }
        #expect(elsewhere.status == .pass)
    }

    @Test(arguments: [
        ("0::/system.slice/bird.service", CheckResult.Status.fail), ("0::/kubepods.slice/kubepods-pod1.slice/x", .pass),
        ("12:pids:/kubepods/besteffort/pod1/2\n1:name=systemd:/kubepods/besteffort/pod1/2", .pass),
        ("0::/system.slice/docker-0123.scope", .pass),
        ("0::/system.slice/containerd.service/kubepods-x:cri-containerd:y", .pass),
        ("11:cpu:/\n1:name=systemd:/system.slice/bird.service", .fail), ("0::/", .pass),
    ])
    func `a program called bird is Calico's where it runs in a container`(
        group: String, status: CheckResult.Status
    ) throws {
        for name in ["bird", "bird6", "gobgpd"] {
            let row = try row("port.bgp") {
                try $0.addListener(name, 7, port: 179)
                try $0.folder.write(group + "\n", to: "proc/7/cgroup")
            }
            #expect(row.status == status, "\(name): \(row.outcome.found)")
        }
    }

    @Test(arguments: [
        ([("ens3", 1500)], "ens3", CheckResult.Status.pass), ([("bond0", 9000), ("em1", 9000)], "bond0", .pass),
        ([("bond0", 1450)], "bond0", .warning), ([("bond0", 1450), ("ens3", 1450)], "bond0", .pass),
        ([("br-ex", 1400), ("ens3", 1500)], "br-ex", .warning), ([("team0", 1500), ("p1p1", 1500)], "team0", .pass),
    ])
    func `the MTU that Felix detects fits the uplink`(
        interfaces: [(String, Int)], uplink: String, status: CheckResult.Status
    ) throws {
        let row = try row("network.mtu") { node in
            try FileManager.default.removeItem(atPath: node.folder.path + "/sys/class/net/eth0")
            for (name, mtu) in interfaces { try node.addInterface(name, mtu: mtu) }
            try node.folder.write(NodeFixture.routes(uplink), to: "proc/1/net/route")
        }
        #expect(row.status == status, "\(row.outcome.found)")
    }

    @Test(arguments: [
        (["10-calico.conflist": "calico"], CheckResult.Status.pass), ([:], .skipped),
        (["05-x.conf": "bridge"], .skipped),
        (["05-x.conf": "bridge", "10-calico.conflist": "calico"], .warning),
        (["00-multus.conf": "multus", "10-calico.conflist": "calico"], .pass),
        (["05-x.conf.bak": "bridge", "10-calico.conflist": "calico"], .pass),
        (["10-calico.conflist": "calico", "87-podman.conflist": "bridge"], .pass),
    ])
    func `the first CNI configuration is Calico's`(files: [String: String], status: CheckResult.Status) throws {
        let row = try row("cni.configuration") { node in
            for (name, type) in files {
                try node.folder.write("{\"plugins\":[{\"type\":\"\(type)\"}]}", to: "etc/cni/net.d/\(name)")
            }
        }
        #expect(row.status == status, "\(row.outcome.found)")
    }

    @Test(arguments: [
        (["05-x.conf": "{type: bridge}"], CheckResult.Status.undetermined),
        (["05-x.conf": "", "10-calico.conflist": "{\"plugins\":[{\"type\":\"calico\"}]}"], .undetermined),
        (["05-x.conf": "{\"type\":5}", "10-y.conf": "{\"type\":\"bridge\"}"], .undetermined),
        (["10-calico.conflist": "{\"type\":\"calico\"}", "87-x.conf": "["], .pass),
        (["05-x.conf": "{\"type\":\"x\"}", "07-y.conf": "[", "10-calico.conf": "{\"type\":\"calico\"}"], .warning),
    ])
    func `a CNI configuration that cannot be parsed is told of, and what the parser says`(
        files: [String: String], status: CheckResult.Status
    ) throws {
        let row = try row("cni.configuration") { node in
            for (name, text) in files { try node.folder.write(text, to: "etc/cni/net.d/\(name)") }
        }
        #expect(row.status == status, "\(row.outcome.found)")
        guard status == .undetermined else { return }
        #expect(row.outcome.found.contains("cannot parse /etc/cni/net.d/05-x.conf ("))
        #expect(row.outcome.found.contains("JSON") || row.outcome.found.contains("Expected to decode String"))
    }

    @Test func `IP-in-IP on Azure is told where it is used, and Hyper-V elsewhere is not Azure`() throws {
        let tag = "sys/class/dmi/id/chassis_asset_tag"
        let azure = "7783-7084-3265-9085-8269-3286-77\n"
        var inputs = CheckInputs()
        #expect(try row("network.azure-ipip") { try $0.folder.write(azure, to: tag) }.status == .skipped)
        inputs.encapsulations = ["ipip"]
        #expect(try row("network.azure-ipip", inputs) { try $0.folder.write(azure, to: tag) }.status == .warning)
        #expect(try row("network.azure-ipip", inputs) { try $0.folder.write("1234\n", to: tag) }.status == .skipped)
    }
}
