/// A place in a YAML document.
struct YAMLValue {
    let document: YAMLDocument
    private let index: Int

    /// The document's top.
    init(_ document: YAMLDocument) { self.init(document, document.top) }

    private init(_ document: YAMLDocument, _ index: Int) {
        self.document = document
        self.index = index
    }

    /// The line on which it starts, from 1.
    var line: Int { document.nodes[index].line }

    /// What it is, for a message.
    var kind: String {
        switch document.nodes[index].node {
        case .scalar(let scalar): scalar.isText ? "a text" : "a number or a truth value"
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }

    /// Whether it says nothing: `~`, `null`, or nothing at all.
    var isNull: Bool {
        if case .scalar(let scalar) = document.nodes[index].node { scalar.isNull } else { false }
    }

    /// The text of a scalar that is one; nil for numbers, truth values, lists and mappings.
    var text: String? {
        guard case .scalar(let scalar) = document.nodes[index].node, scalar.isText else { return nil }
        return scalar.text
    }

    /// The entries of a list; nil for anything else.
    var entries: [YAMLValue]? {
        guard case .sequence(let entries) = document.nodes[index].node else { return nil }
        return entries.map { YAMLValue(document, $0) }
    }

    /// Whether it is a mapping.
    var isMapping: Bool { if case .mapping = document.nodes[index].node { true } else { false } }

    /// The value of a key; nil where there is none.
    ///
    /// The last line counts, as for client-go, and `<<` stands for the keys of other mappings at its place.
    subscript(key: String) -> YAMLValue? { value(of: key, depth: 0) }

    private func value(of key: String, depth: Int) -> YAMLValue? {
        // Mappings that are merged into mappings: deep only where somebody means ill.
        guard case .mapping(let pairs) = document.nodes[index].node, depth < 8 else { return nil }
        for (name, value) in pairs.reversed() {
            guard case .scalar(let scalar) = document.nodes[name].node else { continue }
            let value = YAMLValue(document, value)
            if scalar.isMerge {
                // Of several the first counts.
                for source in value.entries ?? [value] {
                    if let found = source.value(of: key, depth: depth + 1) { return found }
                }
            } else if scalar.text == key {
                return value
            }
        }
        return nil
    }
}

extension YAMLDocument.Scalar {
    /// Whether Kubernetes' programs take it for text: what is plain may be something else.
    var isText: Bool {
        if let tag { return tag == "tag:yaml.org,2002:str" || tag == "!" || !tag.hasPrefix("tag:yaml.org,2002:") }
        return !isPlain || !(isNull || isTruthValue || isNumber)
    }

    var isNull: Bool { isPlain && tag == nil && ["", "~", "null", "Null", "NULL"].contains(text) }

    var isMerge: Bool { text == "<<" && isPlain && tag == nil }

    /// The words of YAML 1.1.
    private var isTruthValue: Bool {
        ["y", "n", "yes", "no", "on", "off", "true", "false"].contains(text.lowercased())
            && [text.lowercased(), text.uppercased(), text.capitalizedWord].contains(text)
    }

    private var isNumber: Bool {
        let digits = text.filter { $0 != "_" }
        let plain = digits.drop { $0 == "-" || $0 == "+" }
        guard let first = plain.first else { return false }
        if [".inf", ".Inf", ".INF", ".nan", ".NaN", ".NAN"].contains(String(plain)) { return true }
        guard first.isASCII, first.isNumber || first == "." else { return false }
        for (prefix, radix) in [("0x", 16), ("0b", 2), ("0o", 8)] where plain.hasPrefix(prefix) {
            return Int(plain.dropFirst(2), radix: radix) != nil
        }
        return Double(String(plain)) != nil
    }
}

extension String {
    /// The word with its first letter alone in upper case.
    fileprivate var capitalizedWord: String { prefix(1).uppercased() + dropFirst().lowercased() }
}
