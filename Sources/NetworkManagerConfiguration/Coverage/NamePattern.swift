import KeyFile

/// A glob or a literal name, as far as names of interfaces are concerned.
///
/// No name has more than 15 characters, so a pattern that asks for more fits none, and what is left has at most 15
/// characters with a star before, between and behind them.
struct NamePattern: Hashable {
    enum Element: Hashable {
        case character(Unicode.Scalar)
        case one
        case run
    }

    let elements: [Element]

    /// Gives nil where no valid name (of valid UTF-8) can fit.
    init?(_ text: RawText, isGlob: Bool) {
        guard let string = String(validating: text.bytes, as: UTF8.self) else { return nil }
        var elements: [Element] = []
        var length = 0
        for scalar in string.unicodeScalars {
            switch scalar {
            case "*" where isGlob:
                if elements.last != .run { elements.append(.run) }
            case "?" where isGlob:
                elements.append(.one)
                length += 1
            default:
                let bytes = scalar.utf8
                guard bytes.allSatisfy(InterfaceName.allows) else { return nil }
                elements.append(.character(scalar))
                length += bytes.count
            }
        }
        guard length <= InterfaceName.maximumLength, !elements.isEmpty else { return nil }
        self.elements = elements
    }

    /// The pattern that every name fits.
    static let everyName = NamePattern(elements: [.run])

    private init(elements: [Element]) { self.elements = elements }

    /// A quick necessary condition for a name that fits both: the literal beginnings and ends must agree.
    func mayMeet(_ other: NamePattern) -> Bool {
        func agree(_ left: some Sequence<Element>, _ right: some Sequence<Element>) -> Bool {
            for (mine, theirs) in zip(left, right) {
                switch (mine, theirs) {
                case (.run, _), (_, .run): return true
                case (.character(let one), .character(let another)): if one != another { return false }
                default: break
                }
            }
            return true
        }
        return agree(elements, other.elements) && agree(elements.reversed(), other.elements.reversed())
    }

    /// How many characters it names before anything is open.
    var literalLength: Int { elements.prefix { if case .character = $0 { true } else { false } }.count }

    /// The characters that it names.
    var characters: [Unicode.Scalar] {
        elements.compactMap { if case .character(let scalar) = $0 { scalar } else { nil } }
    }
}
