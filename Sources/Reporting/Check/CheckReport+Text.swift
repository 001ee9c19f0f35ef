import Base
public import Checks
import Fence

extension CheckReport {
    /// The report for a person: what was judged, how each area is, then what is not well, the worst first.
    public func text(_ layout: TextLayout, _ run: RunDescription) -> String {
        var text = subject(layout, run) + "\n"
        let groups = Area.groups(results)
        let width = groups.map(\.area.name.count).max() ?? 0
        for group in groups { text += self.text(of: group, width: width, layout) }
        if !groups.isEmpty { text += "\n" }
        for finding in Finding.all(in: results) { text += finding.text(layout) + "\n" }
        return text + waiverText(layout) + layout.paragraph(summary(layout), role)
    }

    /// What waivers and overrides do, and those that need a look.
    private func waiverText(_ layout: TextLayout) -> String {
        var text = ""
        for result in results { for remark in result.waiverRemarks { text += result.line(remark, layout) } }
        for remark in waivers.compactMap(\.remark) { text += layout.paragraph(remark, .doubtful) }
        return text.isEmpty ? "" : text + "\n"
    }

    /// What was judged, and by what.
    private func subject(_ layout: TextLayout, _ run: RunDescription) -> String {
        let place = run.root == "/" ? run.host : "\(run.host), root \(run.root)"
        let reason = profileReason.map { ": \($0)" } ?? ""
        var text = layout.paragraph("\(profile) on \(place)\(reason)", .strong)
        switch (verification.method, networkManager) {
        case (.live, let sentence?): text += layout.paragraph("\(sentence) (verified live)")
        case (.none, _): break
        default: text += layout.paragraph("NetworkManager was verified \(verification.description)")
        }
        return text
    }

    /// An area in one line, and what is well in it for whoever asks for that.
    private func text(of group: Area.Group, width: Int, _ layout: TextLayout) -> String {
        let name = group.area.name
        let worst = CheckResult.Status.worstFirst.first { status in group.results.contains { $0.status == status } }
        var text = layout.paragraph(
            CheckResult.counts(group.results),
            after: (name + String(repeating: " ", count: width - name.count + 2), .plain), indent: width + 2,
            worst?.role ?? .plain)
        // Where nothing was checked, the reasons are the answer.
        guard layout.detail > .brief || !hasAnswers else { return text }
        guard layout.detail < .all else {
            for result in group.results where !result.isNotWell { text += result.text(layout) }
            return text
        }
        for result in group.results where result.status == .pass {
            text += result.line("\(result.title): \(result.outcome.found)", layout)
        }
        // What was skipped for one reason is one entry.
        let skipped = group.results.filter { $0.status == .skipped }
        var seen: Set<String> = []
        for result in skipped where seen.insert(result.outcome.found).inserted {
            let ids = skipped.filter { $0.outcome.found == result.outcome.found }.map(\.id)
            text += result.line(result.outcome.found, ids: ids, layout)
        }
        return text
    }

    private var role: TextStyle.Role {
        switch status {
        case .conforming: .good
        case .nonconforming: .bad
        case .undetermined: .doubtful
        }
    }

    private func summary(_ layout: TextLayout) -> String {
        let counts = CheckResult.counts(results).lowercased()
        guard hasAnswers else {
            return "\(profile): undetermined: nothing was checked" + (counts.isEmpty ? "" : " (\(counts))")
        }
        let answer =
            switch status {
            case .conforming: "conforming"
            case .nonconforming: "NOT conforming"
            case .undetermined: "undetermined"
            }
        let isCut = layout.detail == .brief && results.contains { !$0.isNotWell }
        return "\(profile): \(answer) (\(counts)\(isCut ? "; -v lists the rest" : ""))"
    }
}

extension CheckResult {
    /// How many came out how, the worst first: `1 FAILED, 30 passed`.
    static func counts(_ results: [CheckResult]) -> String {
        let statuses = results.map(\.status)
        return Status.worstFirst.compactMap { status in
            let count = statuses.count { $0 == status }
            return count == 0 ? nil : "\(count) \(status.participle(count))"
        }.joined(separator: ", ")
    }

    /// What is as it should be, or was not asked, in one line.
    /// - Parameter ids: all the checks of which that is said.
    fileprivate func line(_ words: String, ids: [String] = [], _ layout: TextLayout) -> String {
        let padding = String(repeating: " ", count: max(0, 9 - status.label.count))
        return layout.paragraph(
            (ids.isEmpty ? id : layout.list(ids)) + "  " + words,
            after: ("  \(status.label)\(padding)", status.role), indent: 11)
    }

    /// The same with everything that is known of it.
    fileprivate func text(_ layout: TextLayout) -> String {
        var text = line(status == .skipped ? outcome.found : title, layout)
        let entries = status == .skipped ? [("title", title)] : [("expected", expected), ("found", outcome.found)]
        for (label, words) in entries { text += layout.entry(label, words, indent: 11) }
        for (index, place) in outcome.evidence.enumerated() {
            text += layout.entry(index == 0 ? "where" : "", place, indent: 11)
        }
        return text + layout.entry("from", reference, indent: 11)
    }
}

extension CheckResult.Status {
    /// All of them, in the order in which a person wants to know.
    static let worstFirst: [Self] = [.fail, .undetermined, .warning, .waived, .pass, .skipped]

    /// What begins a line about one.
    var label: String {
        switch self {
        case .pass: "pass"
        case .warning: "WARNING"
        case .fail: "FAIL"
        case .undetermined: "UNDETERMINED"
        case .skipped: "skipped"
        case .waived: "waived"
        }
    }

    fileprivate func participle(_ count: Int) -> String {
        switch self {
        case .pass: "passed"
        case .warning: count == 1 ? "warning" : "warnings"
        case .fail: "FAILED"
        case .undetermined: "undetermined"
        case .skipped: "skipped"
        case .waived: "waived"
        }
    }

    var role: TextStyle.Role {
        switch self {
        case .pass: .good
        case .warning, .undetermined: .doubtful
        case .fail: .bad
        case .skipped, .waived: .faint
        }
    }
}
