import PacketFilter

extension Traffic {
    /// What becomes of the packets of each row by some rules.
    /// - Parameter isFirewalldAsked: whether firewalld answers for its own rules, so that they do not count here.
    func outcomes(by ruleset: Ruleset, isFirewalldAsked: Bool) -> (Row) -> Evaluation.Outcome {
        // Calico's own tables of nf_tables are Calico's. Its chains in others' tables are known by their names.
        func isIncluded(_ table: Table) -> Bool {
            table.name != "calico" && !(isFirewalldAsked && Ruleset.isFirewallds(table))
        }
        var ruleset = ruleset
        ruleset.busyLimits = busyLimits(by: ruleset, in: isIncluded)
        return { [ruleset] row in
            let outcome = outcome(of: row, by: ruleset, in: isIncluded)
            return isFirewalldAsked ? outcome.without(ruleset.isFirewallds) : outcome
        }
    }

    /// The commands that let the packets through.
    /// - Parameter isUsed: of the rows that Calico uses for sure, or of all.
    func remedy(isUsed: Bool, by ruleset: Ruleset, isFirewalldAsked: Bool) -> String {
        RuleRemedy(
            opening: rows.filter { $0.isUsed || !isUsed }, through: ruleset, by: deadline,
            outcomes: { outcomes(by: $0, isFirewalldAsked: isFirewalldAsked) },
            step: { rule, row, _ in RuleRemedyStep([rule.acceptance(for: row)]) }
        ).line
    }
}
