import Foundation
import TestSupport
import Testing

/// Whether files of different folders of a module use each other in a circle: then neither folder can be read without
/// the other.
@Suite struct FileCircleTests {
    /// The files of each module, by their paths in it.
    private static func modules() throws -> [String: [String: DeclaredNames]] {
        let folder = Repository.path("Sources")
        let paths = try #require(FileManager.default.subpaths(atPath: folder))
        var modules: [String: [String: DeclaredNames]] = [:]
        for path in paths where path.hasSuffix(".swift") {
            let parts = path.split(separator: "/", maxSplits: 1).map(String.init)
            let text = try String(contentsOfFile: "\(folder)/\(path)", encoding: .utf8)
            modules[parts[0], default: [:]][parts[1]] = DeclaredNames(text)
        }
        return modules
    }

    private static func circles(_ files: KeyValuePairs<String, String>) -> [[String]] {
        let names = Dictionary(uniqueKeysWithValues: files.map { ($0.key, DeclaredNames($0.value)) })
        return FileGraph(names).circlesThroughFolders.map { $0.map(\.description) }
    }

    @Test func `no circle of files in a module leads through several folders`() throws {
        let modules = try Self.modules()
        #expect(modules.count > 10)
        for (name, files) in modules {
            let others = modules.filter { $0.key != name }.values
            let foreign = Set(others.flatMap { $0.values.flatMap { $0.members.map(\.name) } })
            let circles = FileGraph(files, foreign: foreign).circlesThroughFolders
            let words = circles.map { $0.map(\.description).joined(separator: ", ") }
            #expect(circles.isEmpty, "\(name): \(words)")
        }
    }

    @Test func `a circle is told as a chain of files, with the name that makes each arrow`() {
        let circles = Self.circles([
            "Session.swift": "struct Session { let options: Options }",
            "Options/Options.swift": "struct Options { func run(_ verb: Verb) {} }",
            "Verbs/Verb.swift": "struct Verb { func perform() { _ = Session() } }",
            "Verbs/Other.swift": "struct Other { let verb: Verb }",
        ])
        #expect(
            circles == [
                [
                    "Options/Options.swift -> Verbs/Verb.swift (Verb)", "Verbs/Verb.swift -> Session.swift (Session)",
                    "Session.swift -> Options/Options.swift (Options)",
                ]
            ])
    }

    @Test func `a circle inside of one folder is none through several`() {
        let circles = Self.circles([
            "Rules/Rule.swift": "struct Rule { let chain: Chain }",
            "Rules/Chain.swift": "struct Chain { var rules: [Rule] }",
            "Walk/Walk.swift": "struct Walk { let chain: Chain; let rule: Rule }",
        ])
        #expect(circles.isEmpty)
    }

    @Test(arguments: [
        // A member that an extension elsewhere declares, and one that the type's own file calls without a dot.
        (
            "struct Stack { var isGood: Bool { problems().isEmpty } }",
            "extension Stack { func problems() -> [Int] { [] } }"
        ),
        (
            "struct Stack { let size = 1 }; func look(_ x: Lint) { x.lookClosely() }",
            "struct Lint { func lookClosely() {} }\nfunc of(_ s: Stack) {}"
        ),
        ("enum Kind { case small, large(Int), huge }\nlet x = Other.lint", "enum Other { static let lint = f(.huge) }"),
        ("struct Stack { let udev: Udev }", "extension Stack { enum Udev { case silent } }"),
        // What is inside of a string's `\(…)` is code.
        ("struct Stack { let text = \"a \\(Lint(\"}\").name) b\" }", "struct Lint { let stack: Stack }"),
        ("struct Stack { let text = #\"\"\"\n \"\\(no)\" \\#(Lint()) \"\"\"# }", "struct Lint { let stack: Stack }"),
    ])
    func `a type, a member and an interpolation make arrows`(_ first: String, _ second: String) {
        #expect(Self.circles(["Merge/First.swift": first, "Lint/Second.swift": second]).count == 1)
    }

    @Test(arguments: [
        // Comments and strings.
        ("struct Stack { /* Lint { */ let a = \"Lint\" // Lint\n}", "struct Lint { let stack: Stack }"),
        ("struct Stack { let a = #\"\\(Lint)\"# }", "struct Lint { let stack: Stack }"),
        // Names that only one file sees.
        (
            "struct Stack { let lint = 1; func run() { let size = 1; _ = size } }",
            "private let size = 2\nlet s = Stack()"
        ),
        ("struct Stack { let a = x.size }", "struct Lint { private var size: Int { 1 }; let stack: Stack }"),
        ("struct Stack { enum Kind { case a }; let kind: Kind }", "enum Kind { case b }; let s = Stack()"),
        // One that both declare, and one of the standard library.
        (
            "struct Stack { let a = x.size }; struct Pile { let size = 1 }",
            "struct Lint { let size = 1; let stack: Stack }"
        ),
        ("struct Stack { let a = [1].map { $0 } }", "struct Lint { func map() {}; let stack: Stack }"),
    ])
    func `comments, strings, private and ambiguous names make none`(_ first: String, _ second: String) {
        #expect(Self.circles(["Merge/First.swift": first, "Lint/Second.swift": second]).isEmpty)
    }
}
