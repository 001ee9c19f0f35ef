import KeyFile

extension NamePattern {
    /// Whether every valid name that fits another pattern fits this one as well.
    func includes(_ other: NamePattern) -> Bool {
        // What asks for more at the start than the other one promises cannot fit all of it.
        guard literalLength <= other.literalLength else { return false }
        var isIncluded = true
        let own = Glob(text)
        _ = NameSearch(pattern: other, tokens: [self], literals: []).visit { name in
            isIncluded = own.matches(name)
            return isIncluded
        }
        return isIncluded
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
