import Base
public import Fence
import KeyFile
import NetworkManager
import NetworkManagerConfiguration

extension InterfaceExplanation {
    /// The explanation for a person: the answer first, then the line, then the daemon.
    public func text(_ layout: TextLayout) -> String {
        let token = prediction.now.decidedBy?.token?.description
        var text = headline(layout) + layout.item("because", prediction.now.reason)
        for evidence in evidence {
            text += layout.item("where", evidence.place)
            if !evidence.text.isEmpty { text += layout.item("", layout.quotation(evidence.text, around: token)) }
        }
        if let token { text += layout.item("match", token) }
        for problem in meant {
            text += layout.item("meant", problem.place.printable) + layout.item("", problem.message)
        }
        for difference in prediction.differences { text += layout.item("later", difference) }
        text += layout.item("live", liveWords)
        if presence.isAbsent { text += layout.item("but", presence.reason) }
        if let link {
            text += layout.item("link", link.state)
            if !link.faults.isEmpty {
                text += layout.item("", "but it \(link.problem)", .bad)
                for command in link.commands { text += layout.typed("fix", command) }
            }
        }
        if let disagreement { text += layout.item("conflict", disagreement) }
        return text
    }

    private func headline(_ layout: TextLayout) -> String {
        let (answer, role) = answer
        let words = answer + (isPresent == false ? " (does not exist yet)" : "")
        return layout.paragraph(words, after: (layout.shown(name) + ": ", .strong), indent: 2, role)
    }

    private var answer: (String, TextStyle.Role) {
        let verb = isPresent == true ? "is" : "would be"
        switch (prediction.now.managed, live?.isManaged) {
        // What is, NetworkManager says; the files say what it would decide by them.
        case (.yes, false?): return ("is unmanaged, and would be managed by the files", .doubtful)
        case (.no, true?): return ("is managed by NetworkManager, and would be unmanaged by the files", .bad)
        case (.unknown, true?): return ("is managed by NetworkManager; what the files say is undetermined", .bad)
        case (.unknown, false?): return ("is unmanaged; what the files say is undetermined", .doubtful)
        case (.yes, _): return ("\(verb) managed by NetworkManager", .bad)
        case (.no, _): return ("\(verb) unmanaged", .good)
        case (.unknown, nil): return ("undetermined", .doubtful)
        }
    }

    private var liveWords: String {
        if let silence { return "not available: \(silence)" }
        guard let live else { return "NetworkManager has no such device" }
        let state = "\(live.isManaged ? "managed" : "unmanaged"), \(live.stateInWords)"
        let reason = live.stateReason == .none ? "" : ", reason \(live.stateReason)"
        return "NetworkManager reports: \(state)\(reason)"
    }
}

extension TextLayout {
    private static let itemMargin = 12

    /// A named part of an explanation.
    func item(_ label: String, _ text: String, _ role: TextStyle.Role = .plain) -> String {
        paragraph(text, after: (Self.itemLabel(label), .faint), indent: Self.itemMargin, role)
    }

    /// A command in an explanation.
    func typed(_ label: String, _ text: String) -> String {
        command(text, after: (Self.itemLabel(label), .faint), indent: Self.itemMargin)
    }

    private static func itemLabel(_ label: String) -> String {
        "  " + label + String(repeating: " ", count: max(2, itemMargin - 2 - label.count))
    }
}
