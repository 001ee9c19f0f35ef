import Base
import Fence
import NetworkManagerConfiguration
import Requirements
import SystemPackage

/// Whether a file takes effect other than its author meant: one that wipes another's list, or says nothing at all.
struct ConfigurationOverrideCheck: NetworkManagerCheck {
    let id = "nm.config.overridden"
    let title = "no unmanaged-devices list is replaced or inverted by a later file"
    let expected = "every unmanaged-devices list is in effect"
    let severity = Severity.recommended
    let reference = "NetworkManager.conf(5), FILE FORMAT: +=, -= and = across files"

    var explanation: Explanation {
        Explanation(
            meaning:
                "A plain = in a later file replaces the lists of all earlier files. A name added to a list of "
                + "exceptions inverts that list. NetworkManager then manages interfaces that it should not, or the "
                + "reverse.",
            decision:
                "Follows every assignment of unmanaged-devices through all files, in NetworkManager's order. Needs "
                + "read access to all of them.",
            remedy: "Use += in the file that is shown, or put the whole list into one file.")
    }

    func look(in context: CheckContext) -> Outcome {
        let stack = context.fence.policy.stack
        let lost = stack.problems.filter(Self.losesList)
        guard let first = lost.first else {
            let hidden = stack.files.filter(\.isUncertain)
            guard hidden.isEmpty else {
                return .undetermined(
                    because: "some files are unreadable",
                    evidence: hidden.map { Evidence(path: $0.path.string, text: $0.reason ?? "unreadable") },
                    remedy: "run as root")
            }
            return .pass(found: "no list is replaced or inverted")
        }
        return .fail(
            found: "\(first.place): \(first.message)",
            evidence: lost.map { Evidence(path: $0.path.string, line: $0.line, text: $0.message) },
            remedy: context.fence.command("config") + "  # shows every value with its file and line")
    }

    private static func losesList(_ problem: Problem) -> Bool {
        switch problem.kind {
        case .discardsEarlier, .turnsExceptions: true
        case .duplicateKey: !problem.meant.isEmpty
        default: false
        }
    }
}
