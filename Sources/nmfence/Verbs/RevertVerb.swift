import Remediation

/// `nmfence revert`: takes back what `fix` wrote, as gently.
struct RevertVerb: UsualVerb {
    var node = NodeChoice()
    var output = OutputChoice()
    /// Whether the running NetworkManager is left alone.
    var skipsReload = false
    /// Whether it is a failure that no NetworkManager runs that could prove the change.
    var requiresLive = false
    /// Whether nothing is changed, and a patch shown.
    var isDryRun = false
    var format = TextOrJSON.text

    mutating func take(_ word: String, _ words: inout UsualWords) -> Bool {
        switch word {
        case "--output", "-o": words.value(for: &format)
        case "--no-reload": words.flag(&skipsReload)
        case "--require-live": words.flag(&requiresLive)
        case "--dry-run": words.flag(&isDryRun)
        default: node.take(word, &words) || output.take(word, &words)
        }
    }

    func run() throws -> ExitStatus {
        let change = ChangeVerb(node: node, output: output, command: "revert", execution: execution)
        return isDryRun ? try change.preview(asJSON: format == .json) : try change.run(asJSON: format == .json)
    }

    private func execution(_ session: Session) -> Execution {
        let planner = RevertPlanner(session.context, patterns: session.patterns, skipsReload: skipsReload)
        return Execution(session.context, requiresLive: requiresLive) { () throws(ChangeFailure) in
            try planner.plan()
        }
    }
}
