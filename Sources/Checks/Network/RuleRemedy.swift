import Base
import PacketFilter

/// The commands that open the way for packets, each found by following the packets through what the ones before leave
/// of the rules: what lets a packet pass by one rule may bring it to another, without the mark that it asks for or
/// beyond the limit that it has.
struct RuleRemedy {
    /// What one rule is mended by.
    struct Step {
        let commands: [String]
        /// What the commands change, as far as packets are followed.
        let edits: [RulesetEdit]

        /// Changes of the packet filter itself.
        init(_ edits: [RulesetEdit]) { self.init(edits.map(\.command), edits) }

        init(_ commands: [String], _ edits: [RulesetEdit]) { (self.commands, self.edits) = (commands, edits) }
    }

    /// What says what becomes of packets, and how they are let pass a rule.
    struct Way {
        let outcome: (Ruleset) -> Evaluation.Outcome
        let step: (RuleLocation, Ruleset) -> Step
    }

    /// The commands so far.
    private(set) var commands: [String] = []
    private var ruleset: Ruleset
    /// What was let in already: twice is no better.
    private var done: Set<RulesetEdit> = []
    private let deadline: Deadline

    /// The most rules that are mended for some packets: no one pastes more.
    private static let limit = 64
    /// How often all ways are looked at: what one of them was opened by may narrow another one, as with a limit.
    private static let rounds = 3

    /// - Parameters:
    ///   - ways: of all the packets that are to get through. What is not certain is left alone, but behind a rule that
    ///     was mended.
    ///   - deadline: no more is looked for then.
    init(opening ways: [Way], through ruleset: Ruleset, by deadline: Deadline) {
        (self.ruleset, self.deadline) = (ruleset, deadline)
        // What opens the way for some packets may open it for others: what those come to then counts as well.
        var opened = Set(ways.indices.filter { ways[$0].outcome(ruleset).droppingRules != nil })
        for _ in 0..<Self.rounds {
            let count = commands.count
            for (index, way) in ways.enumerated() where open(way, isOpened: opened.contains(index)) {
                opened.insert(index)
            }
            guard commands.count > count else { break }
        }
    }

    /// As one line for a shell.
    var line: String { commands.joined(separator: " && ") }

    /// - Parameter isOpened: whether the packets had been dropped.
    /// - Returns: whether they are, or had been.
    private mutating func open(_ way: Way, isOpened: Bool) -> Bool {
        var isOpened = isOpened
        for _ in 0..<Self.limit where !deadline.hasPassed {
            let rules: [RuleLocation]
            switch way.outcome(ruleset) {
            case .open: return isOpened
            case .closed(let found), .partial(let found): (rules, isOpened) = (found, true)
            case .uncertain(let found): rules = isOpened && !found.contains(where: \.dependsOnAddress) ? found : []
            }
            guard let step = rules.map({ way.step($0, ruleset) }).first(where: isNew) else {
                return isOpened
            }
            take(step)
        }
        return isOpened
    }

    private func isNew(_ step: Step) -> Bool {
        step.edits.contains { edit in
            if case .delete = edit { true } else { !done.contains(edit) }
        }
    }

    private mutating func take(_ step: Step) {
        // What a firewall of its own is told is told once.
        commands += step.commands.filter { command in
            step.edits.contains { $0.command == command } || !commands.contains(command)
        }
        for edit in step.edits {
            ruleset = ruleset.edited(by: edit)
            done.insert(edit)
        }
    }
}

extension RuleLocation {
    /// Whether it depends on the address of a host that the node does not tell: naming it is better than to open a way
    /// for all.
    fileprivate var dependsOnAddress: Bool {
        [Packet.sender, Packet.receiver].contains { doubt?.hasPrefix($0) == true }
    }
}
