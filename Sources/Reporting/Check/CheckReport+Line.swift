import Base
public import Checks

extension CheckReport {
    /// The report in one line, as plugins of Nagios and of the node problem detector print it: what counts first, and
    /// as many ids as there is room for.
    /// - Parameter length: the most characters; nil for all ids.
    public func line(atMost length: Int?) -> String {
        let statuses: [CheckResult.Status] = [.fail, .undetermined, .warning]
        let counts = statuses.compactMap { status in
            let count = count(status)
            return count == 0 ? nil : "\(count) \(status.word(count))"
        }
        let bad = results.filter(\.isNotWell)
        let ids = statuses.flatMap { status in bad.filter { $0.status == status } }.map(\.id)
        if ids.isEmpty {
            let words =
                hasAnswers ? "ok: \(profile), \(count(.pass)) passed\(waived)" : "undetermined: nothing was checked"
            return StatusLine(words).text(atMost: length)
        }
        let answer = status == .conforming ? "ok: " : ""
        return StatusLine(answer + counts.joined(separator: ", ") + waived, items: ids).text(atMost: length)
    }
}

extension CheckReport {
    /// How many are waived, and why; waivers that have no effect any more.
    private var waived: String {
        let applied = results.filter { $0.status == .waived }
        let reasons = applied.compactMap(\.waiver?.reason)
        let words = applied.isEmpty ? "" : ", \(applied.count) waived (\(reasons.unique.joined(separator: "; ")))"
        let expired = waivers.filter { $0.state == .expired }.map { "\($0.waiver.name) on \($0.waiver.lastDay ?? "")" }
        return words + (expired.isEmpty ? "" : ", waivers expired: \(expired.joined(separator: "; "))")
    }
}

extension CheckResult.Status {
    fileprivate func word(_ count: Int) -> String {
        switch self {
        case .fail: "failed"
        case .warning: count == 1 ? "warning" : "warnings"
        case .pass, .skipped, .undetermined, .waived: rawValue
        }
    }
}
