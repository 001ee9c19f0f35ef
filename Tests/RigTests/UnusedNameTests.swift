import Foundation
import TestSupport
import Testing

/// What is declared and named nowhere else: nothing needs it, or it has no line yet in the table that it belongs to, as
/// a verb in `VerbTable`.
@Suite struct UnusedNameTests {
    private static let declaring: Set = [
        "struct", "class", "enum", "protocol", "actor", "typealias", "func", "var", "let",
    ]
    /// What Swift itself calls.
    private static let implicit: Set = ["callAsFunction"]

    private static func unused(in texts: [String]) -> [String] {
        let files = texts.map { SwiftWords($0).words.map(\.text) }
        var counts: [String: Int] = [:]
        for word in files.joined() { counts[word, default: 0] += 1 }
        return files.flatMap { words in
            zip(words, words.dropFirst()).filter { declaring.contains($0) && counts[$1] == 1 }.map(\.1)
        }.filter { !implicit.contains($0) }
    }

    @Test func `every name that the sources declare is used in them`() throws {
        let folder = Repository.path("Sources")
        let paths = try #require(FileManager.default.subpaths(atPath: folder)).filter { $0.hasSuffix(".swift") }
        #expect(paths.count > 500)
        let texts = try paths.map { try String(contentsOfFile: "\(folder)/\($0)", encoding: .utf8) }
        #expect(Self.unused(in: texts) == [])
    }

    @Test func `a name that only a comment or a text has besides is not used`() {
        let texts = [
            "/// See Other.\nstruct Verb { let name = \"Other\" }", "struct Other: Base {}", "protocol Base {}",
            "let all = [Verb.self]; func list() { print(all.map(\\.name)); list() }",
        ]
        #expect(Self.unused(in: texts) == ["Other"])
    }
}
