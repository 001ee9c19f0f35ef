import Base
import Checks
import Requirements

/// What is not well for one reason, whichever checks found it.
struct Finding {
    /// What makes results one finding.
    private struct Cause: Hashable {
        let area: Area
        let status: CheckResult.Status
        let remedy: String?
        /// What is so, where several may share it; what was found, where no remedy says that they do.
        let claim: String?
        /// Where that is seen, for a claim.
        let evidence: [Evidence]

        init(_ result: CheckResult) {
            let outcome = result.outcome
            area = Area(ofCheck: result.id)
            (status, remedy) = (result.status, outcome.remedy)
            claim = outcome.claim?.predicate ?? (outcome.remedy == nil ? outcome.found : nil)
            evidence = outcome.claim == nil ? [] : outcome.evidence
        }
    }

    /// The results, of which there is at least one.
    let first: CheckResult
    private(set) var others: [CheckResult] = []

    private init(_ first: CheckResult) { self.first = first }

    /// What is not well, the worst first, and what has one cause as one.
    static func all(in results: [CheckResult]) -> [Finding] {
        var findings: [Finding] = []
        var places: [Cause: Int] = [:]
        for result in results where result.isNotWell {
            let cause = Cause(result)
            if let place = places[cause] {
                findings[place].others.append(result)
            } else {
                places[cause] = findings.count
                findings.append(Finding(result))
            }
        }
        // A stable order: what weighs the same stays as it was.
        return findings.enumerated().sorted { ($0.element.weight, $0.offset) < ($1.element.weight, $1.offset) }
            .map(\.element)
    }

    var results: [CheckResult] { [first] + others }
    var status: CheckResult.Status { first.status }
    var ids: [String] { results.map(\.id) }
    var remedy: String? { first.outcome.remedy }

    /// What is wrong, a sentence each.
    func sentences(_ layout: TextLayout) -> [String] {
        let claims = results.compactMap(\.outcome.claim)
        if claims.count > 1, claims.count == results.count {
            return ["\(layout.list(claims.map(\.subject))) \(claims[0].predicate)"]
        }
        let sentences = results.map(\.outcome.found).withoutRepetitions()
        return Self.merged(sentences, layout).map { [$0] } ?? sentences
    }

    /// Sentences that differ in one word as one with a list in its place; nil where they differ in more.
    private static func merged(_ sentences: [String], _ layout: TextLayout) -> String? {
        let rows = sentences.map { $0.split(separator: " ") }
        guard rows.count > 1, rows.allSatisfy({ $0.count == rows[0].count }) else { return nil }
        let different = rows[0].indices.filter { index in rows.contains { $0[index] != rows[0][index] } }
        guard different.count == 1, let place = different.first else { return nil }
        var items = rows.map { String($0[place]) }
        // The punctuation behind them stands behind the list.
        let last = items[0].suffix(1)
        let mark = ":;,.".contains(last) && items.allSatisfy { $0.hasSuffix(last) } ? String(last) : ""
        items = items.map { String($0.dropLast(mark.count)) }
        var words = rows[0].map(String.init)
        words[place] = layout.list(items) + mark
        return words.joined(separator: " ")
    }

    /// What it means for Calico and the pods: nothing where it means many things that are only not known.
    var impacts: [String] {
        let impacts = results.compactMap(\.impact).withoutRepetitions()
        if impacts.count > 1, first.outcome.claim != nil { return Array(impacts.prefix(1)) }
        return impacts.count > 1 && status == .undetermined ? [] : impacts
    }

    /// The worst have the least.
    private var weight: Int { results.map(\.weight).min() ?? 0 }

    /// Where that is seen.
    var evidence: [Evidence] { results.flatMap(\.outcome.evidence).withoutRepetitions() }
}

extension CheckResult {
    /// Whether a person must read it.
    var isNotWell: Bool { ![.pass, .skipped, .waived].contains(status) }

    /// The worst have the least.
    fileprivate var weight: Int {
        switch status {
        case .fail: 0
        case .undetermined: severity == .required ? 1 : 3
        case .warning: 2
        case .pass, .skipped, .waived: 4
        }
    }
}

extension Array where Element: Hashable {
    fileprivate func withoutRepetitions() -> [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
