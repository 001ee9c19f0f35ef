public import Base
import KeyFile
public import NetworkManagerConfiguration
import SystemPackage

extension ConfigurationStack {
    /// The configuration for a person: the files, the merged values with the place of each, and what is wrong.
    /// - Parameters:
    ///   - showsHistory: whether the lines that later ones override are shown, too.
    ///   - udevRules: the rules of udev that say whether NetworkManager manages an interface.
    public func text(style: TextStyle, showsHistory: Bool = false, udevRules: [Evidence] = []) -> String {
        var text = style("# files, in the order in which NetworkManager reads them", .faint) + "\n"
        for file in files {
            let status = file.status.rawValue + String(repeating: " ", count: 11 - file.status.rawValue.count)
            let reason = file.reason.map { "  (\($0.printable))" } ?? ""
            text +=
                style(status, file.status == .unreadable ? .bad : .faint) + file.path.string.printable + reason + "\n"
        }
        if files.isEmpty { text += "there are none\n" }
        for section in sectionNames { text += self.text(of: section, style) }
        if showsHistory { text += historyText(style) }
        if !udevRules.isEmpty {
            text += "\n" + style("# rules of udev that decide where no list and no [device*] group does", .faint) + "\n"
        }
        for rule in udevRules {
            let place = style("   # \(rule.path)\(rule.line.map { ":\($0)" } ?? "")".printable, .faint)
            text += rule.text.printable + place + "\n"
        }
        for problem in problems {
            let place = problem.place.printable
            let role: TextStyle.Role = problem.severity == .fatal ? .bad : .doubtful
            text += "\n" + style(problem.severity.rawValue, role) + ": \(place): \(problem.message.printable)\n"
        }
        return text
    }

    private func text(of section: RawText, _ style: TextStyle) -> String {
        let own = settings.filter { $0.section == section }
        guard !own.isEmpty else { return "" }
        var text = "\n[\(section.description.printable)]\n"
        for setting in own {
            let place = setting.uncertainty.map { "cannot be told: \($0)" } ?? setting.origin.description
            text += "\(setting.key.description.printable)=\(setting.value.description.printable)"
            text += style("   # \(place.printable)", .faint) + "\n"
            let places = Set(setting.tokens.map(\.origin))
            guard places.count > 1 else { continue }
            for token in setting.tokens {
                text +=
                    style("#   \(token.text.description.printable)   \(token.origin.description.printable)", .faint)
                    + "\n"
            }
        }
        return text
    }

    /// The lines behind each value that has several, in the order in which they took effect.
    private func historyText(_ style: TextStyle) -> String {
        let histories = histories
        guard !histories.isEmpty else { return "\n" + style("# no key is set by more than one line", .faint) + "\n" }
        var text =
            "\n" + style("# keys that several lines set, in the order in which the lines take effect", .faint) + "\n"
        for history in histories {
            let name = "[\(history.section)] \(history.key)".printable
            text += name + (history.isSet ? "" : "   (has no value any more)") + "\n"
            for line in history.lines {
                let change = line.change
                let mark = line.counts ? "  " : "- "
                let place = style("   # \(change.origin)\(line.counts ? "" : ", overridden")".printable, .faint)
                text += "  " + mark + change.text(of: history.key).printable + place + "\n"
            }
        }
        return text
    }
}

extension ValueChange {
    /// The line as it would stand in a file.
    fileprivate func text(of key: RawText) -> String {
        switch operation {
        case .assign, .add, .remove: "\(key)\(operation.rawValue)\(value)"
        case .hide: "\(key) is hidden"
        case .compiled: "\(key)=\(value) is what was compiled in"
        }
    }
}
