import Base
import Fence
import NetworkManagerConfiguration
import Node
import OtherManagers
import Requirements
import SystemPackage

/// Whether systemd-networkd would configure an interface of Calico's.
struct NetworkdLinksCheck: ManagerCheck {
    let row: Requirement
    let encapsulations: [String]
    let profile: Profile

    var decision: String {
        "Where systemd-networkd runs or is enabled, its .network files are read as it reads them: /etc, /run, "
            + "/usr/local/lib and /usr/lib, a file in an earlier folder in place of one of the same name, drop-ins, "
            + "and the first match by file name. A match that says Unmanaged=yes protects the interface."
    }
    var remedy: String {
        "Write a .network file for Calico's interfaces with Unmanaged=yes that sorts before the file that matches, or "
            + "make the [Match] of that file narrower."
    }

    /// Where nothing tells the version: before and after the rules for matching changed.
    static let unknownVersions = [241, 252]

    func service(in context: CheckContext) -> ManagerService { Self.service(in: context) }

    static func service(in context: CheckContext) -> ManagerService {
        ManagerService("systemd-networkd", process: "systemd-networkd", in: context)
    }

    func judge(_ on: Evidence, in context: CheckContext) throws(FileError) -> Outcome {
        let host = try HostTraits(of: context.node.kernel, in: context.root)
        let version = SystemdVersion.installed(in: context.root)
        var answers: [NetworkdAnswer] = []
        for version in version.map({ [$0] }) ?? Self.unknownVersions {
            let files = try NetworkFiles(in: context.root, for: version, on: host)
            answers.append(NetworkdAnswer(files, patterns(in: context)))
        }
        guard let answer = answers.first, answers.allSatisfy({ $0.state == answer.state }) else {
            return undetermined(
                "which .network file matches depends on the version of systemd, and no file here names it", [on],
                remedy: "networkctl --version; systemd 244 and later pass over a file with an empty [Match]")
        }
        switch answer.state {
        case .leftAlone:
            return .pass(found: "no .network file makes it configure them", evidence: [on] + answer.evidence)
        case .undetermined:
            return undetermined(
                "\(answer.path) may match \(answer.name): what its [Match] asks for is not known from here",
                answer.evidence + [on], remedy: answer.remedy(names(in: context), version, in: context).text)
        case .taken:
            return .fail(
                found: "systemd-networkd configures \(answer.name) by \(answer.path) and removes its addresses and "
                    + "routes: pods lose their network" + answer.lateness,
                evidence: answer.evidence + [on], remedy: answer.remedy(names(in: context), version, in: context))
        }
    }
}
