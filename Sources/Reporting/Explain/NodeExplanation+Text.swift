import Base
public import Checks

extension NodeExplanation {
    /// The most places that are shown of the first finding.
    private static let shownEvidence = 3
    /// The most other causes that are shown.
    private static let shownOthers = 2
    /// The most characters of a line that nobody pastes, and the fewest.
    private static let (widest, narrowest) = (160, 60)

    /// The explanation for a person: at most 12 lines.
    /// - Parameter check: the command that shows every result.
    public func text(_ layout: TextLayout, check: String) -> String {
        var lines: [String] = []
        let width = max(Self.narrowest, min(Self.widest, layout.width ?? Self.widest))
        func add(_ label: String, _ text: String, isWhole: Bool = false) {
            let head = "  " + layout.style(label, .faint) + String(repeating: " ", count: 7 - label.count)
            // A command is as long as it is: it is to be pasted.
            let shown = layout.shown(text)
            let most = width - 9
            lines.append(head + (isWhole || shown.count <= most ? shown : layout.shown(shown.prefix(most - 3) + "...")))
        }
        lines.append(headline(layout.style))
        if let first {
            let more = first.results.count - 1
            let others = more > 0 ? ", and \(more) more of this kind" : ""
            add("check", "\(first.result.id) (\(first.result.status.rawValue))\(others)")
            add("pods", first.cause.effect)
            add("found", first.result.outcome.found.firstLine)
            for evidence in first.result.outcome.evidence.prefix(Self.shownEvidence) {
                add("at", "\(evidence.place): \(evidence.text.firstLine)")
            }
            if let command { add("fix", (disrupts ? "drain the node, then: " : "") + command.firstLine, isWhole: true) }
            let rest = findings.dropFirst()
            for other in rest.prefix(Self.shownOthers) {
                add(
                    "then",
                    "\(other.result.id) (\(other.result.status.rawValue)): \(other.result.outcome.found.firstLine)")
            }
            if rest.count > Self.shownOthers { add("more", "\(rest.count - Self.shownOthers) more: \(check)") }
        } else {
            add("unseen", Self.unseen)
        }
        if !cleared.isEmpty { add("ok", cleared.map(\.topic).joined(separator: ", ")) }
        return lines.map { $0 + "\n" }.joined()
    }

    private func headline(_ style: TextStyle) -> String {
        let title = first?.cause.title ?? ""
        return switch certainty {
        case .likely: style("Most likely cause: \(title)", .bad)
        case .possible: style("Possible cause: \(title)", .doubtful)
        case .undetermined: style("No cause found, but some checks have no result; the first: \(topic)", .doubtful)
        case .none: style("No check finds anything that cuts pods off on this node", .good)
        }
    }

    private var topic: String { first?.cause.topic ?? "" }
}

extension String {
    fileprivate var firstLine: String { prefix { $0 != "\n" }.description }
}
