import Foundation
import TestSupport
import Testing

/// Where only a group of devices fences Calico's interfaces: not a packet is lost, and the first fix is enough.
@Suite(.waits) struct `A node whose fence is a group of devices` {
    private static let state = "kernel-state --sysctl cali0 cali1 tunl0 vxlan.calico eth0"
    private static let documented = """
        [device-calico]
        match-device=interface-name:cali*;interface-name:tunl*;interface-name:vxlan.calico
        managed=0

        """
    /// Lists that no list of names gets past, as real files have them.
    private static let lists = [
        "*,except:type:wifi,except:type:gsm,except:type:cdma,except:type:wwan,except:type:ethernet,type:vlan",
        "except:type:ethernet,except:type:vlan,except:type:vxlan,**,except:type:wifi",
        "*,except:type:wifi,except:type:ethernet",
        "interface-name:c*;except:interface-name:*a*;except:interface-name:*l?",
    ]

    /// A node on which NetworkManager drives two pods' interfaces.
    /// - Parameter list: the list of unmanaged devices with which NetworkManager was started.
    private func node(list: String? = nil) throws -> LiveSandbox {
        let folder = try TemporaryFolder()
        var options = ["--workloads", "2"]
        if let list {
            try folder.write("[keyfile]\nunmanaged-devices=\(list)\n", to: "10-globally-managed-devices.conf")
            options += ["--conf", folder.path + "/10-globally-managed-devices.conf"]
        }
        let node = try LiveSandbox(options)
        try node.must("\(Self.state) >/run/before; nm-devices --settled >/run/devices")
        return node
    }

    /// Runs a verb while the pods are pinged: every ping comes back, and the kernel's state is what it was.
    private func run(_ verb: String, on node: LiveSandbox) throws -> Run {
        let run = try node.run([
            "ping-watch", "--seconds", "2", "--delay", "0.3", "--report", "/run/pings", Tool.path, verb, "-o", "json",
        ])
        let pings = try node.must("tail -n 1 /run/pings").split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
        try #require(pings.count == 2)
        #expect(pings[0] == pings[1] && pings[0] >= 150, "sent and received: \(pings)")
        let unchanged = try node.shell("\(Self.state) | diff /run/before -")
        #expect(unchanged.status == 0, "\(unchanged.output)")
        return run
    }

    private func expectFenced(_ node: LiveSandbox) throws {
        let devices = try node.must("nm-devices --settled")
        for name in ["cali0", "cali1", "tunl0", "vxlan.calico"] {
            #expect(devices.contains("\(name) 10 unmanaged"), "\(devices)")
        }
        let second = try node.nmfence("fix")
        #expect(second.status == 0 && second.output.contains("nothing to do"), "\(second.output)\(second.errors)")
        #expect(try node.nmfence("check", "-q", "--only", "nm.*").status == 0)
        try node.must(
            "ip netns add later; ip link add cali9 type veth peer name other9 netns later; "
                + "ip -n later link set other9 up; "
                + "ip link set cali9 up")
        let later = try node.must("nm-devices --settled")
        #expect(later.contains("cali9 10 unmanaged"), "\(later)")
        try node.must("ip link del cali9; nm-devices --settled >/dev/null")
    }

    @Test func `that somebody wrote while NetworkManager ran is fenced by the first fix`() throws {
        let node = try node()
        try node.must("cat >/etc/NetworkManager/conf.d/99-unmanaged-devices.conf <<'END'\n\(Self.documented)END")
        let fix = try run("fix", on: node)
        #expect(fix.status == 0, "\(fix.output)\(fix.errors)")
        #expect(fix.output.contains("[device-calico]") && fix.output.contains("nmcli device set"), "\(fix.output)")
        #expect(try node.must("ls /etc/NetworkManager/conf.d") == "99-unmanaged-devices.conf\n")
        try expectFenced(node)
    }

    @Test(arguments: lists) func `that fix wrote loses no packet, with it and with its revert`(list: String) throws {
        let node = try node(list: list)
        let files = try node.must("ls /etc/NetworkManager/conf.d")
        let fix = try run("fix", on: node)
        #expect(fix.status == 0, "\(fix.output)\(fix.errors)")
        #expect(try node.must("cat /etc/NetworkManager/conf.d/zz-nmfence.conf").contains("[device-nmfence]"))
        try expectFenced(node)
        let revert = try run("revert", on: node)
        #expect(revert.status == 0, "\(revert.output)\(revert.errors)")
        #expect(try node.must("ls /etc/NetworkManager/conf.d") == files)
    }
}
