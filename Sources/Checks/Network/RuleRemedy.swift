import Base
import PacketFilter

/// The commands that open the way for packets, each found by following the packets through what the ones before leave
/// of the rules: what lets a packet pass by one rule may bring it to another, without the mark that it asks for or
/// beyond the limit that it has.
struct RuleRemedy<Row> {
    /// The commands so far.
    private(set) var commands: [String] = []
    private var ruleset: Ruleset
    /// What becomes of a row's packets by these rules.
    private var outcome: (Row) -> Evaluation.Outcome
    private let outcomes: (Ruleset) -> (Row) -> Evaluation.Outcome
    private let step: (RuleLocation, Row, Ruleset) -> RuleRemedyStep
    /// What was let in already: twice is no better.
    private var done: Set<RulesetEdit> = []
    private let deadline: Deadline

    /// The most rules that are mended for some packets: no one pastes more.
    private static var limit: Int { 64 }
    /// How often all rows are looked at: what one of them was opened by may narrow another one, as with a limit.
    private static var rounds: Int { 3 }

    /// - Parameters:
    ///   - rows: all the packets that are to get through. What is not certain is left alone, but behind a rule that was
    ///     mended.
    ///   - deadline: no more is looked for then.
    ///   - outcomes: says what becomes of a row's packets by some rules.
    ///   - step: says how a row's packets are let pass a rule among others.
    init(
        opening rows: [Row], through ruleset: Ruleset, by deadline: Deadline,
        outcomes: @escaping (Ruleset) -> (Row) -> Evaluation.Outcome,
        step: @escaping (RuleLocation, Row, Ruleset) -> RuleRemedyStep
    ) {
        (self.ruleset, self.deadline, self.outcomes, self.step) = (ruleset, deadline, outcomes, step)
        outcome = outcomes(ruleset)
        // What opens the way for some packets may open it for others: what those come to then counts as well.
        var opened = Set(rows.indices.filter { outcome(rows[$0]).droppingRules != nil })
        for _ in 0..<Self.rounds {
            let count = commands.count
            for (index, row) in rows.enumerated() where open(row, isOpened: opened.contains(index)) {
                opened.insert(index)
            }
            guard commands.count > count else { break }
        }
    }

    /// As one line for a shell.
    var line: String { commands.joined(separator: " && ") }

    /// - Parameter isOpened: whether the packets had been dropped.
    /// - Returns: whether they are, or had been.
    private mutating func open(_ row: Row, isOpened: Bool) -> Bool {
        var isOpened = isOpened
        for _ in 0..<Self.limit where !deadline.hasPassed {
            let rules: [RuleLocation]
            switch outcome(row) {
            case .open: return isOpened
            case .closed(let found), .partial(let found): (rules, isOpened) = (found, true)
            case .uncertain(let found): rules = isOpened && !found.contains(where: \.dependsOnAddress) ? found : []
            }
            guard let step = newStep(for: row, by: rules) else { return isOpened }
            take(step)
        }
        return isOpened
    }

    /// What mends the first of some rules that was not mended yet.
    private func newStep(for row: Row, by rules: [RuleLocation]) -> RuleRemedyStep? {
        for rule in rules {
            let step = step(rule, row, ruleset)
            let isNew = step.edits.contains { if case .delete = $0 { true } else { !done.contains($0) } }
            if isNew { return step }
        }
        return nil
    }

    private mutating func take(_ step: RuleRemedyStep) {
        // What a firewall of its own is told is told once.
        commands += step.commands.filter { command in
            step.edits.contains { $0.command == command } || !commands.contains(command)
        }
        for edit in step.edits {
            ruleset = ruleset.edited(by: edit)
            done.insert(edit)
        }
        outcome = outcomes(ruleset)
    }
}
