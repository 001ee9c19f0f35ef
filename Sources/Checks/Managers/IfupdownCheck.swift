import Base
import Fence
import NetworkManagerConfiguration
import Node
import OtherManagers
import Requirements
import SystemPackage

/// Whether ifupdown would configure an interface of Calico's when it appears or at boot.
struct IfupdownCheck: ManagerCheck {
    let row: Requirement
    let encapsulations: [String]
    let profile: Profile

    private static let programs: [FilePath] = ["/usr/sbin/ifup", "/sbin/ifup"]

    var decision: String {
        "Where ifup is installed, the words of auto and allow-* lines of /etc/network/interfaces and of the files that "
            + "it includes are compared with Calico's names; a word with a slash in front is a glob."
    }
    var remedy: String { "Take the name off the line, or make its glob narrower." }

    func service(in context: CheckContext) -> ManagerService {
        do throws(FileError) {
            for program in Self.programs where try context.root.exists(program) {
                return .on(Evidence(program, "is installed"))
            }
            return .off("ifupdown is not installed")
        } catch { return .unknown(Evidence(error)) }
    }

    func judge(_ on: Evidence, in context: CheckContext) throws(FileError) -> Outcome {
        let patterns = patterns(in: context)
        let stanzas = InterfaceStanzas(in: context.root)
        let entries = stanzas.entries.filter { entry in
            patterns.contains { entry.covers($0.example) || !entry.isGlob && $0.covers(entry.name) }
        }
        guard let first = entries.first else {
            if let why = stanzas.uncertainty {
                return undetermined(
                    why.description,
                    remedy: "run nmfence as root on the node, and write paths on source lines that need no shell")
            }
            return .pass(found: "no auto or allow-* line names them")
        }
        let place = first.evidence.line.map { "\(first.evidence.path):\($0)" } ?? first.evidence.path
        let word = (first.isGlob ? "/" : "") + first.name
        return .fail(
            found: "ifupdown configures \(word) by \(place) and replaces addresses and routes: pods lose their network",
            evidence: entries.map(\.evidence).unique,
            remedy: Remedy(words: "take \(word) off line \(place), or write a glob that fits no interface of Calico"))
    }
}
