import Requirements

/// The checks that a profile's row names by its id alone (`kind=check`), one a line.
public enum CheckTable {
    private typealias Maker = @Sendable (_ row: Requirement, _ encapsulations: [String], Profile) -> (any Check)?

    private static let makers: [String: Maker] = [
        "calico.links": { row, encapsulations, _ in CalicoLinksCheck(row: row, encapsulations: encapsulations) },
        "firewall.firewalld": { FirewalldCheck(row: $0, encapsulations: $1, profile: $2) },
        "firewall.forward": { FirewallForwardCheck(row: $0, encapsulations: $1, profile: $2) },
        "firewall.other": { row, encapsulations, _ in FirewallUnitsCheck(row: row, encapsulations: encapsulations) },
        "firewall.rules": { FirewallRulesCheck(row: $0, encapsulations: $1, profile: $2) },
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
        // Every check of NetworkManager is a part of it: `NetworkManagerChecks`.
        "networkmanager.prevented": { _, _, _ in nil },
        "node.securityfs": { row, encapsulations, _ in
            SecurityFileSystemCheck(row: row, encapsulations: encapsulations)
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
