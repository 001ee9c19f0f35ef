import Requirements
import SystemPackage

/// The checks that a profile's row names by its id alone (`kind=check`), one a line.
public enum CheckTable {
    private typealias Maker = @Sendable (_ row: Requirement, _ encapsulations: [String], Profile) -> (any Check)?

    private static let makers: [String: Maker] = [
        "calico.links": { row, encapsulations, _ in CalicoLinksCheck(row: row, encapsulations: encapsulations) },
        "cni.configuration": { row, encapsulations, _ in
            CNIConfigurationCheck(row: row, encapsulations: encapsulations)
        },
        "firewall.firewalld": { FirewalldCheck(row: $0, encapsulations: $1, profile: $2) },
        "firewall.forward": { FirewallForwardCheck(row: $0, encapsulations: $1, profile: $2) },
        "firewall.other": { row, encapsulations, _ in FirewallUnitsCheck(row: row, encapsulations: encapsulations) },
        "firewall.rules": { FirewallRulesCheck(row: $0, encapsulations: $1, profile: $2) },
        "iptables.backend": { row, encapsulations, _ in
            IPTablesBackendCheck(row: row, encapsulations: encapsulations)
        },
        "kernel.policy-routing": { row, encapsulations, _ in
            PolicyRoutingCheck(row: row, encapsulations: encapsulations)
        },
        "managers.checksum-offload": { row, encapsulations, _ in
            ChecksumOffloadCheck(row: row, encapsulations: encapsulations)
        },
        "managers.connman": { ConnManCheck(row: $0, encapsulations: $1, profile: $2) },
        "managers.dhcpcd": { DHCPClientCheck(row: $0, encapsulations: $1, profile: $2) },
        "managers.ifupdown": { IfupdownCheck(row: $0, encapsulations: $1, profile: $2) },
        "managers.link-files": { LinkFilesCheck(row: $0, encapsulations: $1, profile: $2) },
        "managers.networkd": { NetworkdLinksCheck(row: $0, encapsulations: $1, profile: $2) },
        "managers.networkd-foreign": { NetworkdForeignCheck(row: $0, encapsulations: $1, profile: $2) },
        "managers.nm-cloud-setup": { CloudSetupCheck(row: $0, encapsulations: $1, profile: $2) },
        "managers.profiles": { ConnectionProfilesCheck(row: $0, encapsulations: $1, profile: $2) },
        "managers.wicked": { WickedCheck(row: $0, encapsulations: $1, profile: $2) },
        "network.azure-ipip": { row, encapsulations, _ in AzureIPIPCheck(row: row, encapsulations: encapsulations) },
        "network.mtu": { row, encapsulations, _ in MTUCheck(row: row, encapsulations: encapsulations) },
        "network.pod-addresses": { row, encapsulations, _ in PodNetworkCheck(row: row, encapsulations: encapsulations)
        },
        "network.node-address": { row, encapsulations, _ in
            NodeAddressCheck(row: row, encapsulations: encapsulations)
        },
        // Every check of NetworkManager is a part of it: `NetworkManagerChecks`.
        "networkmanager.prevented": { _, _, _ in nil },
        "node.bpffs": { row, encapsulations, _ in
            KernelDirectoryCheck(
                row: row, encapsulations: encapsulations, folder: "/sys/fs/bpf", symbol: "BPF_SYSCALL")
        },
        "node.host-paths": { row, encapsulations, _ in HostPathsCheck(row: row, encapsulations: encapsulations) },
        "node.hostname": { row, encapsulations, _ in HostnameCheck(row: row, encapsulations: encapsulations) },
        "node.securityfs": { row, encapsulations, _ in
            KernelDirectoryCheck(
                row: row, encapsulations: encapsulations, folder: "/sys/kernel/security", symbol: "SECURITYFS")
        },
        "privilege.confinement": confinement(.confinement),
        "privilege.module-loading": confinement(.moduleLoading),
        "privilege.proc-sys": confinement(.procSys),
        "privilege.user-namespace": confinement(.userNamespace),
    ]

    /// The ids that such rows may have.
    public static let ids: [String] = makers.keys.sorted()

    /// The check of a row; nil where there is none, or where it is a part of others.
    static func check(_ row: Requirement, _ encapsulations: [String], of profile: Profile) -> (any Check)? {
        makers[row.id]?(row, encapsulations, profile)
    }

    private static func confinement(_ limit: ConfinementCheck.Limit) -> Maker {
        { row, encapsulations, _ in ConfinementCheck(row: row, encapsulations: encapsulations, limit: limit) }
    }
}
