public import Fleet

extension FleetSummary {
    /// How many nodes a line names before it counts the others.
    private static let shown = 5

    /// The report for a person.
    /// - Parameter showsAll: whether every node is named, and every cause.
    public func text(style: TextStyle, showsAll: Bool) -> String {
        var text = findingsText(style, showsAll) + differencesText(style, showsAll)
        text += section("Nodes that did not answer", missing.map { $0.printable }, style)
        text += section("Nodes that were not expected", unexpected.map { $0.printable }, style)
        text += section(
            "Reports that could not be used", problems.map { "\($0.source.printable) \($0.text.printable)" }, style)
        if showsAll {
            text += section(
                "Nodes", nodes.map { "\($0.name.printable)  \($0.verdict.rawValue)  \($0.time.printable)" }, style)
        }
        return text + (text.isEmpty ? "" : "\n") + summary(style) + "\n"
    }

    private func findingsText(_ style: TextStyle, _ showsAll: Bool) -> String {
        var text = ""
        for finding in findings {
            let share = "\(finding.nodeCount) of \(nodes.count) \(nodes.count == 1 ? "node" : "nodes")"
            text += style(finding.status.label, finding.status.role)
            text += "  \(finding.id.printable)  \(finding.title.printable)  \(style(share, .strong))\n"
            let causes = finding.causes.prefix(showsAll ? .max : 3)
            for cause in causes {
                text += field("found", cause.found, style)
                text += field("on", Self.names(cause.nodes, showsAll), style)
                if let remedy = cause.remedy { text += field("to do", remedy, style) }
            }
            if finding.causes.count > causes.count {
                text += field("", "\(finding.causes.count - causes.count) other causes; -v shows them", style)
            }
            if !finding.consequences.isEmpty {
                text += field("also", finding.consequences.joined(separator: ", "), style)
            }
        }
        return text
    }

    private func differencesText(_ style: TextStyle, _ showsAll: Bool) -> String {
        guard !differences.isEmpty else { return "" }
        var text = style("\nNot the same on all nodes", .strong) + "\n"
        for difference in differences {
            text += "  \(difference.subject.printable)\n"
            let values = difference.values.prefix(showsAll ? .max : 6)
            for value in values {
                text += "    \(value.nodes.count)  \(value.text.printable)  "
                text += style(Self.names(value.nodes, showsAll).printable, .faint) + "\n"
            }
            if difference.values.count > values.count {
                text += "    \(difference.values.count - values.count) other values; -v shows them\n"
            }
        }
        return text
    }

    private func summary(_ style: TextStyle) -> String {
        guard !nodes.isEmpty else { return style("no node answered", .bad) }
        var parts = FleetVerdict.allCases.filter { count($0) > 0 }.map { style("\(count($0)) \($0.rawValue)", $0.role) }
        if !missing.isEmpty { parts.append(style("\(missing.count) did not answer", .bad)) }
        return "\(nodes.count) \(nodes.count == 1 ? "node" : "nodes"): " + parts.joined(separator: ", ")
    }

    private func section(_ title: String, _ lines: [String], _ style: TextStyle) -> String {
        guard !lines.isEmpty else { return "" }
        return style("\n\(title)", .strong) + "\n" + lines.map { "  \($0)\n" }.joined()
    }

    private func field(_ label: String, _ text: String, _ style: TextStyle) -> String {
        let padding = String(repeating: " ", count: 9 - label.count)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { String($0).printable }
        return "              " + style(label, .faint) + padding
            + lines.joined(separator: "\n                       ") + "\n"
    }

    private static func names(_ names: [String], _ showsAll: Bool) -> String {
        guard names.count > shown, !showsAll else { return names.joined(separator: ", ") }
        return names.prefix(shown).joined(separator: ", ") + " and \(names.count - shown) more"
    }
}

extension FleetStatus {
    fileprivate var label: String {
        switch self {
        case .fail: "FAIL        "
        case .undetermined: "UNDETERMINED"
        case .warning: "WARNING     "
        case .waived, .pass, .skipped: rawValue
        }
    }

    fileprivate var role: TextStyle.Role { self == .fail ? .bad : .doubtful }
}

extension FleetVerdict {
    fileprivate var role: TextStyle.Role {
        switch self {
        case .nonconforming: .bad
        case .undetermined: .doubtful
        case .conforming: .good
        }
    }
}
