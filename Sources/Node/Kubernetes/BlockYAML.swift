/// YAML in block style, as programs write configuration files: mappings, sequences and scalars, one entry a line.
///
/// Libraries for all of YAML cost this program forty megabytes or a foreign C library; a kubeconfig written by
/// Kubernetes' own tools uses nothing beyond this. What is beyond it (flow style, anchors, tags) is refused with its
/// line, never guessed at.
enum BlockYAML: Equatable {
    case scalar(String)
    case sequence([BlockYAML])
    case mapping([String: BlockYAML])

    /// Why a text is not what this reader takes.
    struct Failure: Error, Equatable {
        let line: Int
        let message: String
    }

    /// The value of a key; nil for anything but a mapping that has it.
    subscript(key: String) -> BlockYAML? {
        if case .mapping(let values) = self { values[key] } else { nil }
    }

    /// The text of a scalar.
    var text: String? {
        if case .scalar(let text) = self { text } else { nil }
    }

    /// The entries of a sequence; none for anything else.
    var entries: [BlockYAML] {
        if case .sequence(let entries) = self { entries } else { [] }
    }

    /// Reads one document.
    init(parsing bytes: [UInt8]) throws(Failure) {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Failure(line: 1, message: "it is not UTF-8")
        }
        var reader = Reader()
        for (index, raw) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            try reader.add(raw, index + 1)
        }
        guard let first = reader.lines.first else { throw Failure(line: 1, message: "it is empty") }
        self = try reader.value(at: first.indent, depth: 0)
        if let rest = reader.next { throw Failure(line: rest.number, message: "the indentation fits nothing above it") }
    }
}

extension BlockYAML {
    private struct Line {
        let number: Int
        var indent: Int
        var text: Substring
    }

    private struct Reader {
        var lines: [Line] = []
        private var position = 0
        /// Deeper than any file that means well; what follows itself again and again must end somewhere.
        private static let deepest = 32

        var next: Line? { position < lines.count ? lines[position] : nil }

        mutating func add(_ raw: Substring, _ number: Int) throws(Failure) {
            let line = raw.hasSuffix("\r") ? raw.dropLast() : raw
            let text = line.drop { $0 == " " }
            guard !text.isEmpty, !text.hasPrefix("#"), text != "---" else { return }
            guard !text.hasPrefix("\t") else { throw Failure(line: number, message: "it is indented by a tab") }
            guard text.unicodeScalars.allSatisfy({ $0.value >= 32 || $0 == "\t" }) else {
                throw Failure(line: number, message: "it has a control character")
            }
            lines.append(Line(number: number, indent: line.count - text.count, text: text))
        }

        mutating func value(at indent: Int, depth: Int) throws(Failure) -> BlockYAML {
            guard let line = next else { return .scalar("") }
            guard depth < Self.deepest else { throw Failure(line: line.number, message: "it is nested too deep") }
            return line.text == "-" || line.text.hasPrefix("- ")
                ? try sequence(at: indent, depth: depth) : try mapping(at: indent, depth: depth)
        }

        private mutating func sequence(at indent: Int, depth: Int) throws(Failure) -> BlockYAML {
            var entries: [BlockYAML] = []
            while let line = next, line.indent == indent, line.text == "-" || line.text.hasPrefix("- ") {
                let rest = line.text.dropFirst().drop { $0 == " " }
                if rest.isEmpty {
                    position += 1
                    entries.append(try nested(below: indent, depth: depth))
                } else if Self.key(of: rest) != nil {
                    // What follows the hyphen stands as deep as its own first character.
                    lines[position].indent = indent + line.text.count - rest.count
                    lines[position].text = rest
                    entries.append(try mapping(at: lines[position].indent, depth: depth + 1))
                } else {
                    position += 1
                    entries.append(.scalar(try Self.scalar(rest, line.number)))
                }
            }
            return .sequence(entries)
        }

        private mutating func mapping(at indent: Int, depth: Int) throws(Failure) -> BlockYAML {
            var values: [String: BlockYAML] = [:]
            while let line = next, line.indent == indent, !line.text.hasPrefix("- ") {
                guard let (key, rest) = Self.key(of: line.text) else {
                    throw Failure(line: line.number, message: "it is no \"key: value\"")
                }
                position += 1
                if rest.isEmpty {
                    values[key] = try nested(below: indent, depth: depth)
                } else if rest.hasPrefix("|") || rest.hasPrefix(">") {
                    // A text of several lines, such as a certificate: nothing here asks for one.
                    while let text = next, text.indent > indent { position += 1 }
                    values[key] = .scalar("")
                } else {
                    values[key] = .scalar(try Self.scalar(rest, line.number))
                }
            }
            return .mapping(values)
        }

        /// What stands below a key: deeper, or, for a sequence, as deep as the key itself.
        private mutating func nested(below indent: Int, depth: Int) throws(Failure) -> BlockYAML {
            guard let line = next else { return .scalar("") }
            let isSequence = line.text == "-" || line.text.hasPrefix("- ")
            guard line.indent > indent || (line.indent == indent && isSequence) else { return .scalar("") }
            return try value(at: line.indent, depth: depth + 1)
        }

        private static func key(of text: Substring) -> (key: String, rest: Substring)? {
            let end: Substring.Index
            if let quote = text.first, quote == "\"" || quote == "'" {
                guard let close = text.dropFirst().firstIndex(of: quote) else { return nil }
                end = text.index(after: close)
            } else {
                guard
                    let colon = text.indices.first(where: { index in
                        text[index] == ":"
                            && (text.index(after: index) == text.endIndex || text[text.index(after: index)] == " ")
                    })
                else { return nil }
                end = colon
            }
            guard end < text.endIndex, text[end] == ":" else { return nil }
            let key = text[..<end].trimmingQuotes
            return key.isEmpty ? nil : (key, text[text.index(after: end)...].drop { $0 == " " })
        }

        private static func scalar(_ text: Substring, _ line: Int) throws(Failure) -> String {
            guard let first = text.first, !"{[&*!%@`".contains(first) || text == "{}" || text == "[]" else {
                throw Failure(line: line, message: "flow style, anchors and tags are not understood here")
            }
            if first == "\"" || first == "'" {
                guard let close = text.dropFirst().firstIndex(of: first) else {
                    throw Failure(line: line, message: "a quotation mark is not closed")
                }
                return String(text[text.index(after: text.startIndex)..<close])
            }
            // A comment starts behind a space.
            let end = text.indices.first {
                text[$0] == "#" && $0 > text.startIndex && text[text.index(before: $0)] == " "
            }
            let value = text[..<(end ?? text.endIndex)]
            return String(value.reversed().drop { $0 == " " }.reversed())
        }
    }
}

extension Substring {
    /// The text without spaces at its end and without quotation marks around it.
    fileprivate var trimmingQuotes: String {
        var text = self
        while text.last == " " { text.removeLast() }
        if text.count >= 2, let first = text.first, first == text.last, first == "\"" || first == "'" {
            text = text.dropFirst().dropLast()
        }
        return String(text)
    }
}
