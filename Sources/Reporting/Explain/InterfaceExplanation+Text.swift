import Base
public import Fence
import KeyFile
import NetworkManager
import NetworkManagerConfiguration

extension InterfaceExplanation {
    /// The explanation for a person: the answer first, then the line, then the daemon.
    public func text(style: TextStyle) -> String {
        var lines = [headline(style)]
        lines.append(Self.line("because", prediction.now.reason.printable, style))
        for evidence in evidence {
            lines.append(Self.line("at", evidence.path.printable + (evidence.line.map { ":\($0)" } ?? ""), style))
            if !evidence.text.isEmpty { lines.append(Self.line("", evidence.text.printable, style)) }
        }
        if let token = prediction.now.decidedBy?.token {
            lines.append(Self.line("token", token.description.printable, style))
        }
        for problem in meant {
            lines.append(Self.line("meant", problem.place.printable, style))
            lines.append(Self.line("", problem.message.printable, style))
        }
        for difference in prediction.differences { lines.append(Self.line("later", difference.printable, style)) }
        lines.append(Self.line("daemon", liveWords.printable, style))
        if presence.isAbsent { lines.append(Self.line("but", presence.reason.printable, style)) }
        if let link {
            lines.append(Self.line("link", link.state.printable, style))
            if !link.faults.isEmpty {
                lines.append(Self.line("", style("but it \(link.problem.printable)", .bad), style))
                for command in link.commands { lines.append(Self.line("to do", command.printable, style)) }
            }
        }
        if let disagreement { lines.append(Self.line("but", "they disagree: \(disagreement.printable)", style)) }
        return lines.joined(separator: "\n") + "\n"
    }

    private func headline(_ style: TextStyle) -> String {
        let verb = isPresent == true ? "is" : "would be"
        let answer: (String, TextStyle.Role) =
            switch prediction.now.managed {
            case true?: ("managed by NetworkManager", .bad)
            case false?: ("unmanaged", .good)
            case nil: ("cannot be told", .doubtful)
            }
        let words = prediction.now.managed == nil ? answer.0 : "\(verb) \(answer.0)"
        return style(name.printable, .strong) + ": " + style(words, answer.1)
            + (isPresent == false ? " (there is no such interface now)" : "")
    }

    private var liveWords: String {
        if let silence { return "nothing is known: \(silence)" }
        guard let live else { return "the running NetworkManager knows no device of this name" }
        return
            "the running NetworkManager says \(live.isManaged ? "managed" : "unmanaged"), \(live.stateInWords), "
            + "reason \(live.stateReason)"
    }

    private static func line(_ label: String, _ text: String, _ style: TextStyle) -> String {
        "  " + style(label, .faint) + String(repeating: " ", count: 10 - label.count) + text
    }
}
