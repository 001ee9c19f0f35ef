import Base
import Fence
import NetworkManagerConfiguration
import Node
import OtherManagers
import Requirements
import SystemPackage

/// Whether wicked has a configuration for an interface of Calico's.
struct WickedCheck: ManagerCheck {
    let row: Requirement
    let encapsulations: [String]
    let profile: Profile

    var decision: String {
        "Where wicked runs or is enabled, the files /etc/sysconfig/network/ifcfg-NAME are listed: it configures the "
            + "interfaces that have one, unless STARTMODE is off or manual."
    }
    var remedy: String { "Remove the file, or write STARTMODE='off' into it." }

    func service(in context: CheckContext) -> ManagerService {
        ManagerService("wicked", process: "wickedd", in: context)
    }

    func judge(_ on: Evidence, in context: CheckContext) throws(FileError) -> Outcome {
        let patterns = patterns(in: context)
        let taken = try WickedFiles(in: context.root).interfaces
            .filter { interface in patterns.contains { $0.covers(interface.name) } }
        guard let first = taken.first else { return .pass(found: "no ifcfg file is for them") }
        return .fail(
            found: "wicked configures \(first.name) by \(first.file.path) and replaces its addresses and routes: pods "
                + "lose their network", evidence: taken.map(\.file) + [on],
            remedy: Remedy("rm \(taken.map { shell(FilePath($0.file.path), in: context) }.joined(separator: " "))"))
    }
}
