import Base
import Fence
import NetworkManagerConfiguration
import Requirements
import SystemPackage

/// Whether a file takes effect other than its author meant: one that wipes another's list, or says nothing at all.
struct ConfigurationOverrideCheck: NetworkManagerCheck {
    let id = "nm.config.overridden"
    let title = "No list of unmanaged devices is lost or turned round"
    let expected = "each list keeps its effect"
    let severity = Severity.recommended
    let reference = "NetworkManager.conf(5), FILE FORMAT: +=, -= and = across files"

    var explanation: Explanation {
        Explanation(
            meaning:
                "A plain = in a later file discards the lists of all earlier ones; a positive token added to a list "
                + "of exceptions turns it into its opposite. Somebody's interfaces are then managed that were not to "
                + "be, or the other way round.",
            decision: "Every assignment of unmanaged-devices is followed through all files in NetworkManager's order.",
            remedy: "Use += in the file that is named, or move the list into one file.")
    }

    func look(in context: CheckContext) -> Outcome {
        let stack = context.fence.policy.stack
        let lost = stack.problems.filter(Self.losesList)
        guard let first = lost.first else {
            let hidden = stack.files.filter(\.isUncertain)
            guard hidden.isEmpty else {
                return .undetermined(
                    because: "not every file can be read from here",
                    evidence: hidden.map { Evidence(path: $0.path.string, text: $0.reason ?? "unreadable") },
                    remedy: "look what it is; as an ordinary user, run as root")
            }
            return .pass(found: "no list discards or turns round another")
        }
        return .fail(
            found: "\(first.place): \(first.message)",
            evidence: lost.map { Evidence(path: $0.path.string, line: $0.line, text: $0.message) },
            remedy: context.fence.command("config") + " shows every value with its file and line")
    }

    private static func losesList(_ problem: Problem) -> Bool {
        switch problem.kind {
        case .discardsEarlier, .turnsExceptions: true
        case .duplicateKey: !problem.meant.isEmpty
        default: false
        }
    }
}
