import Base
import Fence
import Netlink
import NetworkManager
import NetworkManagerConfiguration
import Node
import OtherManagers
import Requirements
import SystemPackage

/// Whether nm-cloud-setup of a NetworkManager before 1.32 sends the node's answers to its own pods to the outside.
struct CloudSetupCheck: ManagerCheck {
    let row: Requirement
    let encapsulations: [String]
    let profile: Profile

    /// NetworkManager 1.32 leaves the main table in front of its own: commit "cloud-setup: preserve main table".
    private static let mended = DottedVersion([1, 32])
    private static let timer: FilePath.Component = "nm-cloud-setup.timer"

    /// The priorities and tables of its rules: one for each address.
    private static let numbers: ClosedRange<UInt32> = 30400...30499

    var decision: String {
        "Looks for the rules that nm-cloud-setup has made (ip rule, 30400) without the main table in front of them. "
            + "Where nm-cloud-setup.service or its timer is enabled, a provider is switched on "
            + "(NM_CLOUD_SETUP_…=yes) and NetworkManager is older than 1.32, this is a finding, too."
    }
    var remedy: String { "systemctl disable --now nm-cloud-setup.timer nm-cloud-setup.service, and delete its rules." }

    func service(in context: CheckContext) -> ManagerService {
        ManagerService("nm-cloud-setup", process: nil, others: [Self.timer], in: context)
    }

    func look(in context: CheckContext) -> Outcome {
        switch context.node.policyRules {
        case .success(let rules)?:
            let harmful = Self.harmful(rules)
            return harmful.isEmpty ? lookAtService(in: context) : finding(harmful, in: context)
        case .failure(let error)?:
            let outcome = lookAtService(in: context)
            if outcome.verdict == .finding { return outcome }
            return undetermined("the kernel does not tell its rules (ip rule): \(error)")
        case nil: return lookAtService(in: context)
        }
    }

    /// Its rules that come before the main table. Since 1.32 it has the main table's own routes, but for the default
    /// one, looked at first.
    private static func harmful(_ rules: [PolicyRule]) -> [PolicyRule] {
        rules.filter { rule in
            numbers.contains(rule.priority) && numbers.contains(rule.table)
                && !rules.contains {
                    $0.table == PolicyRule.mainTable && $0.priority < rule.priority && $0.suppressedPrefix != nil
                }
        }
    }

    /// What has run stays until the next boot, whatever becomes of the service.
    private func finding(_ rules: [PolicyRule], in context: CheckContext) -> Outcome {
        var commands = rules.map { "ip rule del priority \($0.priority) table \($0.table)" }
        if case .on = service(in: context) {
            commands.insert("systemctl disable --now nm-cloud-setup.timer nm-cloud-setup.service", at: 0)
        }
        let place = rules.count == 1 ? "rule" : "rules"
        return .fail(
            found: "\(place) \(rules.map { "\($0.priority)" }.joined(separator: ", ")) of nm-cloud-setup "
                + "\(rules.count == 1 ? "sends" : "send") the node's answers to its own pods out of the node",
            evidence: rules.map { Evidence(path: "ip rule", text: $0.description) },
            remedy: Remedy(commands.joined(separator: "; ")))
    }

    func judge(_ on: Evidence, in context: CheckContext) throws(FileError) -> Outcome {
        let text =
            context.fence.networkManagerVersion ?? context.fence.live.snapshot?.status.version?.text
            ?? context.fence.installed.version
        guard let text, let version = DottedVersion(text) else {
            return undetermined(
                "which version of NetworkManager it belongs to is not known", [on],
                remedy: context.fence.command("check", "--only", id, "--nm-version", "VERSION"))
        }
        guard version < Self.mended else {
            return .pass(found: "NetworkManager \(text) keeps the main table in front of nm-cloud-setup's")
        }
        let folders = SystemdFolders(in: context.root)
        let providers = try folders.environment(ofUnit: "nm-cloud-setup.service").filter {
            $0.key.hasPrefix("NM_CLOUD_SETUP_") && $0.isOn
        }
        guard !providers.isEmpty else { return .pass(found: "none of its providers is switched on", evidence: [on]) }
        return .fail(
            found:
                "nm-cloud-setup of NetworkManager \(text) adds rule and table 30400, which send the node's answers to "
                + "its own pods out of the node",
            evidence: providers.map(\.evidence) + [on],
            remedy: Remedy(
                "systemctl disable --now nm-cloud-setup.timer nm-cloud-setup.service; "
                    + "ip rule del priority 30400; ip route flush table 30400"))
    }
}
