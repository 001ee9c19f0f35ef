import Base
import Checks

extension Finding {
    /// The most sentences and places that a person reads.
    private static let readable = 4

    /// The finding for a person: what is wrong, where, what it does to pods, what to type.
    func text(_ layout: TextLayout) -> String {
        var text = layout.paragraph(layout.list(ids), after: (status.label + "  ", status.role), .strong)
        let (sentences, unsaid) = layout.cut(sentences(layout), most: Self.readable)
        for sentence in sentences { text += layout.paragraph(layout.sentence(sentence), after: ("    ", .plain)) }
        if unsaid > 0 { text += layout.more(unsaid) }
        // Behind a finding the title of a check would read as if it were so.
        if others.isEmpty, first.outcome.claim == nil { text += layout.entry("needs", first.title) }
        if layout.detail == .all { text += layout.entry("expected", first.expected) }
        let (evidence, hidden) = layout.cut(evidence, most: Self.readable)
        for (index, place) in evidence.enumerated() {
            // What the sentence has said is not said again.
            let isSaid = sentences.contains { !place.text.isEmpty && $0.contains(place.text) }
            let shown = isSaid ? Evidence(path: place.path, line: place.line, text: "") : place
            text += layout.entry(index == 0 ? "where" : "", shown)
        }
        if hidden > 0 { text += layout.more(hidden) }
        for (index, impact) in layout.cut(impacts, most: Self.readable).shown.enumerated() {
            text += layout.entry(index == 0 ? "why" : "", impact)
        }
        if let remedy {
            text += layout.commandEntry("fix", remedy)
            if first.outcome.disrupts { text += layout.entry("", "(DISRUPTS running pods)", .bad) }
        }
        if layout.detail == .all { text += layout.entry("from", first.reference) }
        return text
    }
}

extension TextLayout {
    /// The columns before what an entry says.
    private static let margin = 11

    /// A named part of a finding.
    func entry(_ label: String, _ text: String, _ role: TextStyle.Role = .plain, indent: Int = 4) -> String {
        paragraph(text, after: (Self.label(label, indent), .faint), indent: Self.margin + indent - 4, role)
    }

    /// A place with what stands there, in one line where it fits.
    func entry(_ label: String, _ evidence: Evidence, indent: Int = 4) -> String {
        let place = evidence.place
        let quotation = quotation(evidence.text.trimmed)
        guard !quotation.isEmpty else { return entry(label, place, indent: indent) }
        let both = place + "  " + quotation
        guard let width, both.columns > width - Self.margin - indent + 4 || quotation.contains("\n") else {
            return entry(label, both, indent: indent)
        }
        let inner = Self.margin + indent - 2
        return entry(label, place, indent: indent)
            + paragraph(quotation, after: (String(repeating: " ", count: inner), .plain), indent: inner)
    }

    /// What to type.
    func commandEntry(_ label: String, _ command: String) -> String {
        self.command(command, after: (Self.label(label, 4), .faint), indent: Self.margin)
    }

    /// How much is not shown.
    func more(_ count: Int) -> String {
        paragraph("and \(count) more; -v lists them", after: (Self.label("", 4), .plain), indent: Self.margin, .faint)
    }

    private static func label(_ text: String, _ indent: Int) -> String {
        let label = String(repeating: " ", count: indent) + text
        return label + String(repeating: " ", count: max(2, margin + indent - 4 - label.count))
    }
}

extension String {
    /// Without the spaces around: a quoted line has its own indentation.
    fileprivate var trimmed: String {
        let start = drop { $0 == " " || $0 == "\t" }
        guard let last = start.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return "" }
        return String(start[...last])
    }
}
