import Base
import Fence
import NetworkManagerConfiguration
import Requirements
import SystemPackage

/// Whether NetworkManager can read its configuration at all.
struct ConfigurationSyntaxCheck: NetworkManagerCheck {
    let id = "nm.config.syntax"
    let title = "NetworkManager can read its configuration"
    let expected = "every file can be parsed"
    let severity = Severity.required
    let reference = "NetworkManager.conf(5), FILE FORMAT"

    var explanation: Explanation {
        Explanation(
            meaning:
                "One drop-in that NetworkManager cannot parse keeps the whole daemon from starting: after the next "
                + "boot the "
                + "node has no network. A reload hides it, because it answers success and keeps the old configuration.",
            decision: "Every file that NetworkManager would read is parsed with the library that it uses itself.",
            remedy:
                "Mend or remove the file at the line that is named. An empty regular file masks one of the same "
                + "name in a lower directory; a link to /dev/null does not, it is an error of its own.")
    }

    func look(in context: CheckContext) -> Outcome {
        let stack = context.fence.policy.stack
        let evidence = stack.refusals.map { Evidence(path: $0.path.string, line: $0.line, text: $0.message) }
        if let first = stack.refusals.first {
            return .fail(
                found: "NetworkManager would not start: \(Origin(path: first.path, line: first.line))",
                evidence: evidence,
                remedy: "mend or remove \(first.path)")
        }
        let hidden = stack.files.filter(\.isUncertain)
        guard hidden.isEmpty else {
            return .undetermined(
                because: "not every file can be read from here",
                evidence: hidden.map { Evidence(path: $0.path.string, text: $0.reason ?? "unreadable") },
                remedy: "look what it is; as an ordinary user, run as root")
        }
        let read = stack.files.count { $0.status == .read }
        return .pass(found: "\(read) \(read == 1 ? "file" : "files") read without an error")
    }
}
