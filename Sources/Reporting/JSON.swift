import Base

/// A JSON document whose members keep the order in which they were written.
///
/// Every document is to have `schemaVersion` first, and a reader wants `id` before `evidence`; an encoder that sorts
/// names, or shuffles them, gives neither.
public enum JSON: Sendable {
    /// Members in order.
    case object([(String, JSON)])
    /// Elements.
    case array([JSON])
    /// Text; what JSON cannot carry bare is escaped when rendered.
    case string(String)
    /// A whole number.
    case integer(Int)
    /// True or false.
    case boolean(Bool)
    /// Nothing, or nothing known.
    case null

    /// The text, or null.
    public static func string(_ text: String?) -> JSON {
        text.map { .string($0) } ?? .null
    }

    /// The number, or null.
    public static func integer(_ number: Int?) -> JSON {
        number.map { .integer($0) } ?? .null
    }

    /// True, false, or null for what is not known.
    public static func boolean(_ value: Bool?) -> JSON {
        value.map { .boolean($0) } ?? .null
    }

    /// The version of every document's form; the change log says what each changed.
    static let version = 2

    /// A document of this program: version first, the rest as given, a line feed at the end.
    public static func document(_ members: [(String, JSON)]) -> String {
        var text = ""
        JSON.object([("schemaVersion", .integer(version))] + members).render(into: &text, indent: "")
        return text + "\n"
    }

    private func render(into text: inout String, indent: String) {
        switch self {
        case .object(let members):
            Self.render(members, "{", "}", into: &text, indent: indent) { member, text, indent in
                text += member.0.jsonQuoted
                text += ": "
                member.1.render(into: &text, indent: indent)
            }
        case .array(let elements):
            Self.render(elements, "[", "]", into: &text, indent: indent) { element, text, indent in
                element.render(into: &text, indent: indent)
            }
        case .string(let string): text += string.jsonQuoted
        case .integer(let number): text += String(number)
        case .boolean(let value): text += value ? "true" : "false"
        case .null: text += "null"
        }
    }

    private static func render<Item>(
        _ items: [Item], _ open: String, _ close: String, into text: inout String, indent: String,
        _ body: (Item, inout String, String) -> Void
    ) {
        guard !items.isEmpty else {
            text += open + close
            return
        }
        let inner = indent + "  "
        text += open
        for (index, item) in items.enumerated() {
            text += index == 0 ? "\n" : ",\n"
            text += inner
            body(item, &text, inner)
        }
        text += "\n" + indent + close
    }
}
