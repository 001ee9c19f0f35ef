import KeyFile

extension NamePattern {
    /// Whether every valid name that fits another pattern fits this one as well.
    func includes(_ other: NamePattern) -> Bool {
        // What asks for more at the start than the other one promises cannot fit all of it.
        guard literalLength <= other.literalLength, mayMeet(other) else { return false }
        // All names with a beginning: no search is needed.
        if elements.last == .run, literalLength == elements.count - 1 {
            return elements.dropLast().elementsEqual(other.elements.prefix(literalLength))
        }
        var isIncluded = true
        let own = Glob(text)
        // One name tells most of those apart that are not.
        let example = other.example
        guard !InterfaceName.isValid(example) || own.matches(example) else { return false }
        let outcome = NameSearch(pattern: other, tokens: [self], literals: []).visit(within: SearchBudget()) { name in
            isIncluded = own.matches(name)
            return isIncluded
        }
        return isIncluded && outcome == .complete
    }

    /// A name that fits, unless it is none.
    private var example: RawText {
        var example = ""
        for element in elements {
            switch element {
            case .character(let character): example.unicodeScalars.append(character)
            case .one: example += "~"
            case .run: break
            }
        }
        return RawText(example)
    }

    /// The glob again. Only for patterns that came from one.
    private var text: RawText {
        var text = ""
        for element in elements {
            switch element {
            case .character(let character): text.unicodeScalars.append(character)
            case .one: text += "?"
            case .run: text += "*"
            }
        }
        return RawText(text)
    }
}
