import PacketFilter

/// What lets packets pass one rule.
struct RuleRemedyStep {
    let commands: [String]
    /// What the commands change, as far as packets are followed.
    let edits: [RulesetEdit]

    /// Changes of the packet filter itself.
    init(_ edits: [RulesetEdit]) { self.init(edits.map(\.command), edits) }

    init(_ commands: [String], _ edits: [RulesetEdit]) { (self.commands, self.edits) = (commands, edits) }
}
