import KeyFile
public import NetworkManagerConfiguration
import SystemPackage

extension ConfigurationStack {
    /// The configuration for a person: the files, the merged values with the place of each, and what is wrong.
    public func text(style: TextStyle) -> String {
        var text = style("# files, in the order in which NetworkManager reads them", .faint) + "\n"
        for file in files {
            let status = file.status.rawValue + String(repeating: " ", count: 11 - file.status.rawValue.count)
            let reason = file.reason.map { "  (\($0.printable))" } ?? ""
            text +=
                style(status, file.status == .unreadable ? .bad : .faint) + file.path.string.printable + reason + "\n"
        }
        if files.isEmpty { text += "there are none\n" }
        for section in sectionNames { text += self.text(of: section, style) }
        for problem in problems {
            let place = Origin(path: problem.path, line: problem.line).description.printable
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
}
