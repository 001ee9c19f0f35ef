/// What one Swift file declares for others, and which words it uses.
struct DeclaredNames {
    /// A member of a type.
    struct Member: Hashable {
        let name: String
        /// The type whose body or extension it stands in; nil at the top of the file.
        let owner: String?
    }

    /// Types that stand in no other.
    private(set) var types: Set<String> = []
    /// Types inside others.
    private(set) var nestedTypes: Set<String> = []
    /// Functions, properties, cases and nested types that other files see.
    private(set) var members: Set<Member> = []
    /// Types that it declares or extends.
    private(set) var owners: Set<String> = []
    /// Names that mean something of the file's own.
    private(set) var locals: Set<String> = []
    /// Words behind a dot.
    private(set) var memberUses: Set<String> = []
    /// Other words.
    private(set) var uses: Set<String> = []

    private static let typeWords: Set = ["struct", "class", "enum", "protocol", "actor", "typealias", "extension"]
    private static let memberWords: Set = ["func", "var", "let", "case"]

    /// Words that end the names behind `case`, since something else is declared.
    private static let otherWords: Set = [
        "static", "public", "package", "private", "fileprivate", "mutating", "nonmutating", "lazy", "init", "subscript",
        "indirect", "deinit", "override", "final", "consuming", "borrowing", "}",
    ]

    /// The type whose body begins with the next brace.
    private var announced: String?
    /// For each open brace the type whose body it is; nil where it is code.
    private var bodies: [String?] = []
    /// How many parentheses are open behind `case`; nil elsewhere.
    private var depthInCase: Int?
    /// Whether no other file can see what is declared next.
    private var isPrivate = false

    /// - Parameter text: of the file.
    init(_ text: String) {
        let words = SwiftWords(text).words
        for (place, word) in words.enumerated() { take(word, words[(place + 1)...].prefix(8)) }
    }

    private mutating func take(_ word: SwiftWords.Word, _ behind: ArraySlice<SwiftWords.Word>) {
        let next = behind.first?.text ?? ""
        switch word.text {
        case "{":
            bodies.append(announced)
            announced = nil
        case "}": _ = bodies.popLast()
        case "(": depthInCase = depthInCase.map { $0 + 1 }
        case ")": depthInCase = depthInCase.map { $0 - 1 }
        case "," where depthInCase == 0: declareMember(next)
        case ",": break
        case let text where word.isMember: memberUses.insert(text)
        case let text where Self.typeWords.contains(text): declareType(text, next, behind.dropFirst())
        case let text where Self.memberWords.contains(text):
            depthInCase = text == "case" && isForOthers ? 0 : nil
            declareMember(next)
        case "private" where next != "(", "fileprivate" where next != "(": isPrivate = true
        default: uses.insert(word.text)
        }
        if Self.otherWords.contains(word.text) { depthInCase = nil }
    }

    /// Whether what is declared here can be seen from outside.
    private var isForOthers: Bool { bodies.allSatisfy { $0 != nil } }

    private mutating func declareMember(_ name: String) {
        if !isForOthers {
            locals.insert(name)
        } else if !isPrivate {
            members.insert(Member(name: name, owner: bodies.last ?? nil))
        }
        isPrivate = false
    }

    private mutating func declareType(
        _ word: String, _ name: String, _ behind: ArraySlice<SwiftWords.Word>
    ) {
        depthInCase = nil
        guard isForOthers, !Self.memberWords.contains(name), name != "{" else { return }
        switch word {
        case "extension":
            // `extension Outer.Inner`: the body is that of the last.
            let parts = [name] + behind.prefix { $0.isMember }.map(\.text)
            announced = parts.last
            owners.formUnion(parts)
        default:
            if isPrivate {
                locals.insert(name)
            } else if bodies.isEmpty {
                types.insert(name)
            } else {
                nestedTypes.insert(name)
                members.insert(Member(name: name, owner: bodies.last ?? nil))
            }
            isPrivate = false
            owners.insert(name)
            if word != "typealias" { announced = name }
        }
    }
}
