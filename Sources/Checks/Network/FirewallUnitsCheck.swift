import Base
import Node
import Requirements
import SystemPackage

/// Whether another program replaces the firewall's rules, Calico's with them.
struct FirewallUnitsCheck: RequirementCheck {
    let row: Requirement
    let encapsulations: [String]

    private static let names = [
        "ufw.service", "nftables.service", "iptables.service", "ip6tables.service", "netfilter-persistent.service",
    ]

    var decision: String {
        "systemd is asked for \(Self.names.joined(separator: ", ")); without a bus the links that start them at boot "
            + "are looked for. ufw counts only where /etc/ufw/ufw.conf switches it on."
    }
    var remedy: String {
        "Stop and mask the service, and give the node's own rules to Calico as policies for host endpoints."
    }

    func look(in context: CheckContext) -> Outcome {
        let connection = context.connectionToBus
        if connection == nil, !Units.canBeSeen(in: context) { return Units.unseen }
        let found = Units.on(Self.names, connection, in: context).filter { name, _ in
            name != "ufw.service" || Self.isUfwOn(in: context.root)
        }
        guard !found.isEmpty else { return .pass(found: "none is on") }
        let names = found.map(\.name).joined(separator: " ")
        let evidence = found.map { found in
            switch found.presence {
            case .active(let evidence), .enabled(let evidence): evidence
            }
        }
        return .fail(
            found: "on: \(names)", evidence: evidence,
            remedy: "systemctl disable --now \(names) && systemctl mask \(names)")
    }

    private static func isUfwOn(in root: RootDirectory) -> Bool {
        guard let contents = try? root.read("/etc/ufw/ufw.conf", limit: 1 << 16) else { return true }
        return String(decoding: contents, as: UTF8.self).split(separator: "\n").contains { line in
            line.lowercased().filter { $0 != " " && $0 != "\"" } == "enabled=yes"
        }
    }
}
