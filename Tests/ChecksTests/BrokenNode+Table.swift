import Foundation
import TestSupport

extension BrokenNode {
    /// A node without any exception for Calico.
    private static let unfenced: @Sendable (NodeFixture) throws -> Void = { try $0.fence(nil) }

    /// What can be rebuilt as files; the numbers are those of the list of reports.
    static let all = networkManager + managers + traffic + kernel + names + unseen

    private static let networkManager = [
        BrokenNode(row: 1, report: "DHCP on cali*", check: "nm.unmanaged.cali", damage: unfenced),
        BrokenNode(
            row: 2, report: "vxlan.calico goes down", check: "nm.unmanaged.vxlan.calico", encapsulations: ["vxlan"],
            damage: { try $0.fence("unmanaged-devices=interface-name:cali*;interface-name:tunl*") }),
        BrokenNode(
            row: 3, report: "pods lose the API", check: "nm.unmanaged.cali", system: "RHEL 9", damage: unfenced),
        BrokenNode(
            row: 4, report: "cali* is connecting", check: "nm.unmanaged.cali",
            damage: { try $0.fence("unmanaged-devices=interface-name:docker*") }),
        BrokenNode(
            row: 5, report: "udev comes too late", check: "nm.unmanaged.cali",
            damage: {
                try $0.fence(nil)
                try $0.folder.write(
                    "SUBSYSTEM==\"net\", ENV{ID_NET_DRIVER}==\"veth\", ENV{NM_UNMANAGED}=\"1\"\n",
                    to: "usr/lib/udev/rules.d/85-nm-unmanaged.rules")
            }),
        BrokenNode(
            row: 6, report: "Canal without flannel*", check: "nm.unmanaged.flannel", patterns: ["flannel*"]),
        BrokenNode(
            row: 9, report: "kube-ipvs0 is taken down", check: "nm.unmanaged.kube-ipvs0", patterns: ["kube-ipvs0"]),
        BrokenNode(row: 32, report: "nmstate takes veths", check: "nm.unmanaged.veth", patterns: ["veth*"]),
        BrokenNode(
            row: 34, report: "some nodes lack cali*", check: "nm.unmanaged.cali", system: "RHEL 8", damage: unfenced),
        BrokenNode(
            row: 35, report: "an indented drop-in, and another fault", check: "",
            damage: {
                try $0.fence("  unmanaged-devices=interface-name:cali*;interface-name:tunl*;interface-name:*cali*")
            }),
        BrokenNode(
            row: 35, report: "a whole fence, and lists of others of which one replaces another", check: "",
            damage: {
                for (name, device) in [("10-a", "docker0"), ("20-b", "virbr0")] {
                    let text = "[keyfile]\nunmanaged-devices=interface-name:\(device)\n"
                    try $0.folder.write(text, to: "etc/NetworkManager/conf.d/\(name).conf")
                }
                try $0.fence("unmanaged-devices+=interface-name:cali*;interface-name:tunl*;interface-name:*cali*")
            }),
    ]

    /// An older NetworkManager with the helper for clouds.
    private static let cloudSetup: @Sendable (NodeFixture) throws -> Void = { node in
        let folder = "usr/lib/x86_64-linux-gnu/NetworkManager"
        try FileManager.default.removeItem(atPath: "\(node.folder.path)/\(folder)/1.42.4")
        try node.folder.write("", to: "\(folder)/1.30.0/libnm-device-plugin-wifi.so")
        try node.enable("nm-cloud-setup.service")
        let setting = "[Service]\nEnvironment=NM_CLOUD_SETUP_EC2=yes\n"
        try node.folder.write(setting, to: "usr/lib/systemd/system/nm-cloud-setup.service.d/10-ec2.conf")
    }

    /// systemd-networkd with one file of links and one of its own settings.
    private static func networkd(
        _ version: Int, _ match: String, _ settings: String = ""
    ) -> @Sendable (NodeFixture) throws -> Void {
        { node in
            try node.folder.write("", to: "usr/lib/systemd/libsystemd-shared-\(version).so")
            try node.enable("systemd-networkd.service")
            let file = "[Match]\nName=\(match)\n[Network]\nDHCP=yes\n"
            try node.folder.write(file, to: "etc/systemd/network/10-x.network")
            try node.folder.write("[Network]\n\(settings)\n", to: "etc/systemd/networkd.conf.d/x.conf")
        }
    }

    private static let keeps = "ManageForeignRoutes=no\nManageForeignRoutingPolicyRules=no"

    private static let managers = [
        BrokenNode(
            row: 7, report: "replies leave by eth0 on AWS", check: "managers.nm-cloud-setup", system: "RHEL 8",
            damage: cloudSetup),
        BrokenNode(
            row: 8, report: "RKE2 does not start where nm-cloud-setup is on", check: "managers.nm-cloud-setup",
            system: "RHEL 8", damage: cloudSetup),
        BrokenNode(
            row: 10, report: "new pods have no way out", check: "managers.networkd",
            damage: networkd(252, "*", keeps)),
        BrokenNode(
            row: 11, report: "a restart of networkd cuts pods off", check: "managers.networkd-foreign",
            damage: networkd(252, "eth*")),
        BrokenNode(
            row: 12, report: "policy rules and next hops are lost", check: "managers.networkd-foreign",
            damage: networkd(257, "eth*", keeps)),
        BrokenNode(
            row: 13, report: "VXLAN fails after a reboot", check: "managers.link-files", encapsulations: ["vxlan"],
            damage: {
                try $0.folder.write("", to: "usr/lib/systemd/libsystemd-shared-252.so")
                let link = "[Match]\nDriver=vxlan\n[Link]\nMACAddress=02:00:00:00:00:01\n"
                try $0.folder.write(link, to: "etc/systemd/network/50-x.link")
            }),
        BrokenNode(
            row: 14, report: "MAC addresses of veths are changed", check: "managers.link-files",
            damage: {
                try $0.folder.write("", to: "usr/lib/systemd/libsystemd-shared-252.so")
                let link = "[Match]\nDriver=veth\n[Link]\nMACAddress=02:00:00:00:00:02\n"
                try $0.folder.write(link, to: "etc/systemd/network/50-x.link")
            }),
    ]

    private static let traffic = [
        BrokenNode(
            row: 18, report: "UDP 4789 is another's", check: "port.vxlan", encapsulations: ["vxlan"],
            damage: { node in
                let line = " 1: 00000000:12B5 00000000:0000 07 00000000:00000000 00:00000000 00000000 0 0 0 2 x 0\n"
                try node.folder.write("  sl\n" + line, to: "proc/1/net/udp")
                try node.addInterface("flannel.1")
                try node.folder.write("DEVTYPE=vxlan\nINTERFACE=flannel.1\n", to: "sys/class/net/flannel.1/uevent")
            }),
        BrokenNode(
            row: 21, report: "ufw replaces the rules", check: "firewall.other",
            damage: {
                try $0.enable("ufw.service")
                try $0.folder.write("ENABLED=yes\n", to: "etc/ufw/ufw.conf")
            }),
        BrokenNode(
            row: 21, report: "nftables.service replaces the rules", check: "firewall.other",
            damage: { try $0.enable("nftables.service") }),
        BrokenNode(
            row: 27, report: "large packets hang", check: "network.mtu",
            damage: { node in
                try node.folder.write(NodeFixture.routes("bond0"), to: "proc/1/net/route")
                for name in ["bond0", "p1p1", "p1p2"] { try node.addInterface(name, mtu: 1400) }
                try FileManager.default.removeItem(atPath: node.folder.path + "/sys/class/net/eth0")
            }),
        BrokenNode(
            row: 28, report: "the pool overlaps the host's network", check: "network.pod-addresses",
            damage: { node in
                let pod = "cali1a2b3c\t090200C0\t00000000\t0005\t0\t0\t0\tFFFFFFFF\t0\t0\t0\n"
                try node.folder.write(NodeFixture.routes("eth0") + pod, to: "proc/1/net/route")
            }),
        BrokenNode(
            row: 29, report: "IP-in-IP on Azure", check: "network.azure-ipip",
            damage: { node in
                try node.folder.write("7783-7084-3265-9085-8269-3286-77\n", to: "sys/class/dmi/id/chassis_asset_tag")
                try node.addInterface("tunl0", mtu: 1480, state: "unknown", flags: "0xc1")
            }),
    ]

    private static let kernel = [
        BrokenNode(
            row: 24, report: "RHEL 10 without kernel-modules-extra", check: "kernel.feature.ip-set",
            profile: "calico-3.31", system: "RHEL 10-like", damage: { try $0.kernel.remove("ip_set") }),
        BrokenNode(
            row: 25, report: "ip6tables cannot load rpfilter", check: "kernel.feature.ipt-rpfilter",
            damage: { try $0.kernel.remove("ip6t_rpfilter") }),
        BrokenNode(
            row: 33, report: "IPv6 addresses stay tentative: /proc/sys is read-only", check: "privilege.proc-sys",
            damage: {
                try $0.folder.write(
                    "22 1 0:21 / /proc rw - proc proc rw\n24 22 0:21 /sys /proc/sys ro - proc proc rw\n",
                    to: "proc/1/mountinfo")
            }),
    ]

    private static let names = [
        BrokenNode(
            row: 30, report: "two nodes of one machine", check: "node.hostname",
            damage: { try $0.folder.write("dhcp-17.example\n", to: "proc/sys/kernel/hostname") }),
        BrokenNode(
            row: 30, report: "a node called localhost", check: "node.hostname",
            damage: { try $0.folder.write("localhost.localdomain\n", to: "proc/sys/kernel/hostname") }),
        BrokenNode(
            row: 31, report: "another CNI's file comes first", check: "cni.configuration",
            damage: { node in
                let folder = "etc/cni/net.d"
                try node.folder.write("{\"plugins\":[{\"type\":\"calico\"}]}\n", to: "\(folder)/10-calico.conflist")
                try node.folder.write("{\"type\":\"bridge\"}\n", to: "\(folder)/05-bridge.conf")
            }),
    ]

    private static let unseen = [
        BrokenNode(
            row: 17, report: "50 to 300 Mbit/s on Linux 6.12", check: nil,
            unseen: "slow, and not cut off: the offload is right on kernels since 5.8"),
        BrokenNode(
            row: 19, report: "half of the nodes use another VXLAN port", check: nil,
            unseen: "a cluster's configuration: each node is right by itself"),
        BrokenNode(
            row: 22, report: "Felix ends: RPF check set to loose", check: nil,
            unseen: "Calico to 3.11, before the first profile; since 3.12 loose filtering is no error"),
    ]

    /// What only a kernel's network shows: `ExplainNodeTests` of the whole tool has each of them.
    static let elsewhere = [
        BrokenNode(row: 15, report: "bad checksums on kernels to 5.7", check: "managers.checksum-offload"),
        BrokenNode(row: 16, report: "only ping works on ESXi", check: "managers.checksum-offload"),
        BrokenNode(row: 20, report: "firewalld rejects between pods", check: "firewall.forward"),
        BrokenNode(row: 23, report: "legacy and nft rules at once", check: "iptables.backend"),
        BrokenNode(row: 26, report: "the address of another interface", check: "network.node-address"),
    ]
}

extension NodeFixture {
    /// Replaces the fence by one line below [keyfile], or removes it.
    func fence(_ line: String?) throws {
        guard let line else {
            try FileManager.default.removeItem(atPath: folder.path + "/" + Self.dropIn)
            return
        }
        try folder.write("[keyfile]\n\(line)\n", to: Self.dropIn)
    }

    /// Lets systemd start a unit at boot.
    func enable(_ unit: String) throws {
        try folder.write("[Service]\nExecStart=/bin/true\n", to: "usr/lib/systemd/system/\(unit)")
        try folder.link("etc/systemd/system/multi-user.target.wants/\(unit)", to: "/usr/lib/systemd/system/\(unit)")
    }
}
