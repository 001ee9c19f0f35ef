import Base
import Fence
import NetworkManagerConfiguration
import Requirements
import SystemPackage

/// Whether NetworkManager can read its configuration at all.
struct ConfigurationSyntaxCheck: NetworkManagerCheck {
    let id = "nm.config.syntax"
    let title = "NetworkManager can read its configuration"
    let expected = "all files parse"
    let severity = Severity.required
    let reference = "NetworkManager.conf(5), FILE FORMAT"

    var explanation: Explanation {
        Explanation(
            meaning:
                "A single drop-in that NetworkManager cannot parse keeps it from starting: the node has no network "
                + "after the next boot. A reload hides the error: it reports success and keeps the old configuration.",
            decision: "Parses every file that NetworkManager reads, with the same library (GLib). Needs read access to "
                + "all of them.",
            remedy:
                "Fix or remove the file at the line shown. An empty regular file masks a file of the same name in a "
                + "lower directory; a link to /dev/null does not, it is an error itself.")
    }

    /// What all have in common that fails because NetworkManager cannot read its files.
    static let cause = "files that NetworkManager refuses"

    func look(in context: CheckContext) -> Outcome {
        let stack = context.fence.policy.stack
        let evidence = stack.refusals.map { Evidence(path: $0.path.string, line: $0.line, text: $0.message) }
        if let first = stack.refusals.first {
            return .fail(
                found: "NetworkManager would refuse to start because of \(Origin(path: first.path, line: first.line))",
                evidence: evidence,
                remedy: "fix or remove \(first.path)"
            ).caused(by: Self.cause)
        }
        let hidden = stack.files.filter(\.isUncertain)
        guard hidden.isEmpty else {
            return .undetermined(
                because: "some files are unreadable",
                evidence: hidden.map { Evidence(path: $0.path.string, text: $0.reason ?? "unreadable") },
                remedy: "run as root")
        }
        let read = stack.files.count { $0.status == .read }
        return .pass(found: "\(read) \(read == 1 ? "file" : "files") parsed")
    }
}
