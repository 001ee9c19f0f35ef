import Base
import DBus
import Fence
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
        "Checks whether one of these is active or enabled: \(Self.names.joined(separator: ", ")). Needs the system "
            + "bus; "
            + "without it only the links that start them at boot are checked. ufw counts only if /etc/ufw/ufw.conf "
            + "enables it."
    }
    var remedy: String {
        "Disable the service, and move the node's own rules to Calico policies for host endpoints."
    }

    func look(in context: CheckContext) -> Outcome {
        if let why = context.fence.hiddenBus { return undetermined(why) }
        let connection: Connection?
        do throws(BusError) { connection = try context.connectionToBus() } catch {
            return undetermined(
                "the system bus does not reply: \(error)", [Units.evidence(error)], remedy: "systemctl status dbus")
        }
        var (names, evidence, problems): ([String], [Evidence], [Evidence]) = ([], [], [])
        do throws(FileError) {
            if connection == nil, try !Units.canBeSeen(in: context) { return Units.unseen }
        } catch { return undetermined(error) }
        for (name, presence) in Units.on(Self.names, connection, in: context) {
            do throws(FileError) {
                if name == "ufw.service", try !Self.isUfwOn(in: context.root) { continue }
            } catch {
                problems.append(Evidence(error))
                continue
            }
            switch presence {
            case .active(let place), .enabled(let place):
                names.append(name)
                evidence.append(place)
            case .unknown(let place): problems.append(place)
            }
        }
        if names.isEmpty, let first = problems.first {
            return undetermined("cannot determine whether one is enabled: \(first.text)", problems.unique)
        }
        guard !names.isEmpty else { return .pass(found: "none enabled") }
        return finding(names.joined(separator: " "), evidence)
    }

    private func finding(_ names: String, _ evidence: [Evidence]) -> Outcome {
        .fail(
            found: "enabled: \(names)",
            evidence: evidence,
            remedy: Remedy(
                "systemctl disable --now \(names)",
                note: "removes the node's own rules: move them to Calico policies for host endpoints first",
                disrupts: true))
    }

    private static func isUfwOn(in root: RootDirectory) throws(FileError) -> Bool {
        guard let contents = try root.readIfPresent("/etc/ufw/ufw.conf", limit: 1 << 16) else { return true }
        return String(decoding: contents, as: UTF8.self).split(separator: "\n").contains { line in
            line.lowercased().filter { $0 != " " && $0 != "\"" } == "enabled=yes"
        }
    }
}
