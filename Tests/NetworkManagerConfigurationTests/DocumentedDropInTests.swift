import Base
import KeyFile
import NetworkManagerConfiguration
import Testing

/// The drop-ins that projects document or install, and what they do to Calico's interfaces.
@Suite struct DocumentedDropInTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let name: String
        let files: [String: String]
        /// The names that are unmanaged, out of those looked at.
        let unmanaged: Set<String>
        var testDescription: String { name }
    }

    static let names = [
        "cali1a2b3c", "tunl0", "vxlan.calico", "vxlan-v6.calico", "wireguard.cali", "wg-v6.cali", "eth0",
    ]

    static func calico(_ list: String) -> [String: String] {
        ["calico.conf": "[keyfile]\nunmanaged-devices=\(list)\n"]
    }

    static let cases: [Case] = [
        Case(
            name: "Calico 3.1 to 3.14", files: calico("interface-name:cali*;interface-name:tunl*"),
            unmanaged: ["cali1a2b3c", "tunl0"]),
        Case(
            name: "Calico 3.15 to 3.20",
            files: calico("interface-name:cali*;interface-name:tunl*;interface-name:vxlan.calico"),
            unmanaged: ["cali1a2b3c", "tunl0", "vxlan.calico"]),
        Case(
            name: "Calico 3.21 to 3.23",
            files: calico(
                "interface-name:cali*;interface-name:tunl*;interface-name:vxlan.calico;interface-name:wireguard.cali"),
            unmanaged: ["cali1a2b3c", "tunl0", "vxlan.calico", "wireguard.cali"]),
        Case(
            name: "Calico 3.24 and later",
            files: calico(
                "interface-name:cali*;interface-name:tunl*;interface-name:vxlan.calico;interface-name:vxlan-v6.calico;"
                    + "interface-name:wireguard.cali;interface-name:wg-v6.cali"),
            unmanaged: [
                "cali1a2b3c", "tunl0", "vxlan.calico", "vxlan-v6.calico", "wireguard.cali", "wg-v6.cali",
            ]),
        Case(
            name: "Kubespray",
            files: [
                "calico.conf":
                    "[keyfile]\nunmanaged-devices+="
                    + "interface-name:cali*;interface-name:tunl*;interface-name:vxlan.calico;"
                    + "interface-name:vxlan-v6.calico\n",
                "k8s.conf": "[keyfile]\nunmanaged-devices+=interface-name:kube-ipvs0;interface-name:nodelocaldns\n",
            ],
            unmanaged: ["cali1a2b3c", "tunl0", "vxlan.calico", "vxlan-v6.calico"]),
        Case(
            name: "RKE2 up to 2025-01",
            files: ["rke2-canal.conf": "[keyfile]\nunmanaged-devices=interface-name:cali*;interface-name:flannel*\n"],
            unmanaged: ["cali1a2b3c"]),
        Case(
            name: "RKE2 since 2025-02",
            files: [
                "rke2-canal.conf":
                    "[keyfile]\nunmanaged-devices=interface-name:flannel*;interface-name:cali*;interface-name:tunl*;"
                    + "interface-name:vxlan.calico;interface-name:vxlan-v6.calico;interface-name:wireguard.cali;"
                    + "interface-name:wg-v6.cali\n"
            ],
            unmanaged: [
                "cali1a2b3c", "tunl0", "vxlan.calico", "vxlan-v6.calico", "wireguard.cali", "wg-v6.cali",
            ]),
        Case(
            name: "Calico's file and an old RKE2's behind it, which discards it",
            files: calico("interface-name:cali*;interface-name:tunl*;interface-name:vxlan.calico").merging([
                "rke2-canal.conf": "[keyfile]\nunmanaged-devices=interface-name:cali*;interface-name:flannel*\n"
            ]) { $1 },
            unmanaged: ["cali1a2b3c"]),
        Case(
            name: "OpenShift 3", files: calico("interface-name:cali*;interface-name:tunl0"),
            unmanaged: ["cali1a2b3c", "tunl0"]),
        Case(
            name: "OpenShift 4 without anything for Calico",
            files: [
                "sdn.conf":
                    "[device]\nmatch-device=interface-name:br-int;interface-name:br-local;interface-name:br-nexthop,"
                    + "interface-name:ovn-k8s-*,interface-name:k8s-*;interface-name:tun0;interface-name:br0;"
                    + "driver:veth\nmanaged=0\n"
            ],
            unmanaged: ["cali1a2b3c"]),
        Case(
            name: "Ubuntu's vendor file",
            files: [
                "/usr/lib/NetworkManager/conf.d/10-globally-managed-devices.conf":
                    "[keyfile]\nunmanaged-devices=*,except:type:wifi,except:type:gsm,except:type:cdma\n"
            ],
            unmanaged: Set(names)),
        Case(
            name: "Ubuntu's vendor file masked by netplan, with netplan's own list",
            files: [
                "/usr/lib/NetworkManager/conf.d/10-globally-managed-devices.conf":
                    "[keyfile]\nunmanaged-devices=*,except:type:wifi,except:type:gsm,except:type:cdma\n",
                "/run/NetworkManager/conf.d/10-globally-managed-devices.conf": "",
                "/run/NetworkManager/conf.d/netplan.conf":
                    "[keyfile]\n# devices managed by networkd\nunmanaged-devices+=interface-name:eth0,\n",
            ],
            unmanaged: ["eth0"]),
        Case(name: "nothing at all", files: [:], unmanaged: []),
    ]

    @Test(arguments: cases) func `a documented drop-in un-manages just what it names`(_ example: Case) {
        let policy = ManagedPolicy(ConfigurationStack.of(example.files))
        var unmanaged: Set<String> = []
        for name in Self.names {
            let traits =
                name == "eth0"
                ? DeviceTraits(name: "eth0", type: "ethernet", driver: "e1000", permanentAddress: "52:54:00:12:34:56")
                : DeviceTraits(name: RawText(name), kind: InterfaceKind(ofCalicos: name))
            let decision = policy.prediction(for: traits).afterReload
            #expect(decision.managed != .unknown, "\(name): \(decision.reason)")
            if decision.managed == .no { unmanaged.insert(name) }
        }
        #expect(unmanaged == example.unmanaged)
    }
}
