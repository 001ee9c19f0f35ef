import Base
public import Checks
import Fence

extension CheckReport {
    /// The report for a person.
    /// - Parameter showsEvidence: whether to prove also what is as it should be.
    public func text(style: TextStyle, showsEvidence: Bool) -> String {
        let width = results.map(\.id.count).max() ?? 0
        var text = ""
        if let profileReason, profileReason != ProfileChoice.noTrace {
            text += "profile \(profile.printable): \(profileReason.printable)\n"
        }
        for result in results { text += result.text(style: style, width: width, showsEvidence: showsEvidence) }
        if verification.method != .none {
            text += style("\nNetworkManager was verified ", .faint) + verification.description.printable + "\n"
        }
        return text + "\n" + summary(style: style) + "\n"
    }

    private func summary(style: TextStyle) -> String {
        let counts = [
            (count(.pass), "passed"), (count(.fail), "failed"),
            (count(.warning), count(.warning) == 1 ? "warning" : "warnings"),
            (count(.undetermined), "undetermined"), (count(.skipped), "skipped"),
        ]
        let role: TextStyle.Role =
            switch status {
            case .conforming: .good
            case .nonconforming: .bad
            case .undetermined: .doubtful
            }
        var numbers = ""
        for (count, outcome) in counts where count > 0 {
            numbers += (numbers.isEmpty ? "" : ", ") + "\(count) \(outcome)"
        }
        guard hasAnswers else {
            return style(status.rawValue, role) + ": nothing was checked" + (numbers.isEmpty ? "" : ", \(numbers)")
        }
        return style(status.rawValue, role) + " to \(profile.printable): " + numbers
    }
}

extension CheckResult {
    fileprivate func text(style: TextStyle, width: Int, showsEvidence: Bool) -> String {
        let padding = String(repeating: " ", count: max(0, width - id.count))
        var text = "\(style(status.label, status.role))  \(id.printable)\(padding)  \(headline.printable)\n"
        guard status != .pass || showsEvidence, status != .skipped || showsEvidence else { return text }
        if status != .skipped { text += line("expected", expected, style) }
        text += line("found", outcome.found, style)
        for evidence in outcome.evidence {
            let place = evidence.path.printable + (evidence.line.map { ":\($0)" } ?? "")
            text += line("at", "\(place): \(evidence.text.printable)", style, isPrintable: true)
        }
        if let remedy = outcome.remedy, status != .pass {
            text += line(outcome.disrupts ? "DISRUPTS" : "to do", remedy, style)
        }
        return text
    }

    /// What a single line can say: the title, and of a row that was skipped the reason.
    private var headline: String {
        status == .skipped ? "\(title): \(outcome.found)" : title
    }

    private func line(_ label: String, _ text: String, _ style: TextStyle, isPrintable: Bool = false) -> String {
        let padding = String(repeating: " ", count: 9 - label.count)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { isPrintable ? String($0) : String($0).printable }
        return "              " + style(label, .faint) + padding + lines.joined(separator: "\n                       ")
            + "\n"
    }
}

extension CheckResult.Status {
    fileprivate var label: String {
        switch self {
        case .pass: "pass        "
        case .warning: "WARNING     "
        case .fail: "FAIL        "
        case .undetermined: "UNDETERMINED"
        case .skipped: "skipped     "
        }
    }

    fileprivate var role: TextStyle.Role {
        switch self {
        case .pass: .good
        case .warning, .undetermined: .doubtful
        case .fail: .bad
        case .skipped: .faint
        }
    }
}
