import Base
import Fence
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

    var decision: String {
        "Where nm-cloud-setup.service or its timer is enabled, a provider is switched on (NM_CLOUD_SETUP_…=yes) and "
            + "NetworkManager is older than 1.32, this is a finding."
    }
    var remedy: String { "systemctl disable --now nm-cloud-setup.timer nm-cloud-setup.service, and delete its rules." }

    func service(in context: CheckContext) -> ManagerService {
        ManagerService("nm-cloud-setup", process: nil, others: [Self.timer], in: context)
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
