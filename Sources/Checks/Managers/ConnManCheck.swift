import Base
import Fence
import NetworkManagerConfiguration
import Node
import OtherManagers
import Requirements
import SystemPackage

/// Whether connman would configure an interface of Calico's.
struct ConnManCheck: ManagerCheck {
    let row: Requirement
    let encapsulations: [String]
    let profile: Profile

    var decision: String {
        "Where connman runs or is enabled, NetworkInterfaceBlacklist of /etc/connman/main.conf is read: the beginnings "
            + "of the names that it ignores."
    }
    var remedy: String { "Add Calico's names to NetworkInterfaceBlacklist, with the names that stand there already." }

    func service(in context: CheckContext) -> ManagerService {
        ManagerService("connman", process: "connmand", in: context)
    }

    func judge(_ on: Evidence, in context: CheckContext) throws(FileError) -> Outcome {
        let configuration = try ConnManConfiguration(in: context.root)
        let taken = patterns(in: context).filter { $0.kind != .ipip && $0.kind != .wireguard }.map(\.example)
            .filter(configuration.takes)
        let evidence = [configuration.evidence].compactMap { $0 }
        guard let first = taken.first else {
            return .pass(found: "NetworkInterfaceBlacklist leaves them out", evidence: evidence)
        }
        let stems = names(in: context).map { String($0.prefix { $0 != "*" && $0 != "?" }) }
        return .fail(
            found: "connman configures \(first): it gives it an address and routes of its own, and pods lose theirs",
            evidence: evidence + [on],
            remedy: Remedy(
                words: "write NetworkInterfaceBlacklist=\(configuration.adding(stems)) below [General] in "
                    + "\(context.root.outside(ConnManConfiguration.path)), drain the node and restart connman"))
    }
}
