public import Base
import KeyFile
public import NetworkManagerConfiguration
import SystemPackage

extension ConfigurationStack {
    /// The configuration for a person: the files, the merged values with the place of each, and what is wrong.
    ///
    /// With more than the least detail, the lines that later ones override are shown, too.
    /// - Parameter udevRules: the rules of udev that say whether NetworkManager manages an interface.
    public func text(_ layout: TextLayout, udevRules: [Evidence] = []) -> String {
        var text = layout.remark("configuration files, in load order")
        for file in files {
            let status = file.status.rawValue + String(repeating: " ", count: 11 - file.status.rawValue.count)
            let reason = file.reason.map { "  (\($0))" } ?? ""
            text += layout.paragraph(
                file.path.string.printable + reason,
                after: (status, file.status == .unreadable ? .bad : .faint), indent: 11)
        }
        if files.isEmpty { text += "(none)\n" }
        let bySection = Dictionary(grouping: settings, by: \.section)
        for section in sectionNames { text += self.text(of: section, bySection[section] ?? [], layout) }
        if layout.detail > .brief { text += historyText(layout) }
        if !udevRules.isEmpty {
            text += "\n" + layout.remark("udev rules, which decide where no list and no [device*] section does")
        }
        for rule in udevRules {
            text += layout.line(rule.text, at: rule.place)
        }
        for problem in problems {
            let role: TextStyle.Role = problem.severity == .fatal ? .bad : .doubtful
            text +=
                "\n"
                + layout.paragraph(
                    "\(problem.place.printable): \(problem.message)", after: (problem.severity.rawValue + ": ", role))
        }
        return text
    }

    private func text(of section: RawText, _ own: [Setting], _ layout: TextLayout) -> String {
        guard !own.isEmpty else { return "" }
        var text = "\n" + layout.paragraph("[\(section)]", .strong)
        for setting in own {
            let place = setting.uncertainty.map { "undetermined: \($0)" } ?? setting.origin.description
            text += layout.line("\(setting.key)=\(setting.value)", at: place)
            let places = Set(setting.tokens.map(\.origin))
            guard places.count > 1 else { continue }
            for token in setting.tokens {
                text += layout.paragraph("\(token.text)   \(token.origin)", after: ("#   ", .faint), .faint)
            }
        }
        return text
    }

    /// The lines behind each value that has several, in the order in which they took effect.
    private func historyText(_ layout: TextLayout) -> String {
        let histories = histories
        guard !histories.isEmpty else { return "\n" + layout.remark("no key is set by more than one line") }
        var text = "\n" + layout.remark("keys set by several lines, in the order in which the lines take effect")
        for history in histories {
            text += layout.paragraph("[\(history.section)] \(history.key)" + (history.isSet ? "" : "   (unset)"))
            for line in history.lines {
                let change = line.change
                text += layout.line(
                    change.text(of: history.key), at: "\(change.origin)\(line.counts ? "" : ", overridden")",
                    after: line.counts ? "    " : "  - ")
            }
        }
        return text
    }
}

extension TextLayout {
    /// A comment between the parts of a file.
    fileprivate func remark(_ text: String) -> String { paragraph(text, after: ("# ", .faint), indent: 2, .faint) }

    /// A line of a file with its place behind it, or below it where both are too long for one.
    fileprivate func line(_ text: String, at place: String, after margin: String = "") -> String {
        let (text, place) = (shown(text), "# \(shown(place))")
        if width == nil || margin.columns + text.columns + 3 + place.columns <= width ?? 0 {
            return margin + text + style("   " + place, .faint) + "\n"
        }
        return paragraph(text, after: (margin, .plain), indent: 4 + margin.columns)
            + paragraph(place, after: (String(repeating: " ", count: 4 + margin.columns), .plain), indent: 6, .faint)
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
