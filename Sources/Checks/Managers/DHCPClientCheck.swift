import Base
import Fence
import NetworkManagerConfiguration
import Node
import OtherManagers
import Requirements
import SystemPackage

/// Whether dhcpcd would configure an interface of Calico's.
struct DHCPClientCheck: ManagerCheck {
    let row: Requirement
    let encapsulations: [String]
    let profile: Profile

    var decision: String {
        "Where dhcpcd.service runs or is enabled, allowinterfaces and denyinterfaces of /etc/dhcpcd.conf are read; "
            + "what neither leaves out is taken."
    }
    var remedy: String {
        "Add a line denyinterfaces with Calico's names to /etc/dhcpcd.conf, above any interface block."
    }

    func service(in context: CheckContext) -> ManagerService { ManagerService("dhcpcd", process: nil, in: context) }

    func judge(_ on: Evidence, in context: CheckContext) throws(FileError) -> Outcome {
        let configuration = try DHCPCDConfiguration(in: context.root)
        // It does not know the hardware of other tunnels.
        let taken = patterns(in: context).filter { $0.kind != .ipip && $0.kind != .wireguard }.map(\.example)
            .filter(configuration.takes)
        guard let first = taken.first else {
            return .pass(found: "dhcpcd.conf leaves them out", evidence: configuration.evidence)
        }
        let path = shell(DHCPCDConfiguration.path, in: context)
        let line = "denyinterfaces " + names(in: context).joined(separator: " ")
        return .fail(
            found: "dhcpcd configures \(first): it gives it an address and routes of its own, and pods lose theirs",
            evidence: configuration.evidence + [on],
            remedy: Remedy(
                "sed -i '1i \(line)' \(path)" + (context.root.isHost ? " && systemctl reload dhcpcd" : "")))
    }
}
