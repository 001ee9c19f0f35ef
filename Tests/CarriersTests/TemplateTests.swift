import Testing

@testable import Carriers

@Suite struct `A template` {
    private func filled(_ text: String, _ values: [String: String]) -> String {
        Template(Array(text.utf8)).filled(values)
    }

    @Test(arguments: [
        ("a @x@ b", "a 1 b"), ("@x@@x@", "11"), ("user@host @x@", "user@host 1"), ("@y@ @x@", "@y@ 1"), ("@", "@"),
        ("@system-service", "@system-service"), ("a\n\nb\n", "a\n\nb\n"), ("x@x@", "x1"),
    ])
    func `replaces the names that have a value, and nothing else`(text: String, result: String) {
        #expect(filled(text, ["x": "1"]) == result)
    }

    @Test func `takes a value as it is, whatever stands in it`() {
        #expect(filled("a: @x@\n@x@", ["x": "@y@", "y": "no"]) == "a: @y@\n@y@")
    }

    @Test func `indents each line of a value as its name, and drops the line of an empty one`() {
        #expect(filled("a:\n  @x@\nb", ["x": "1\n\n2\n"]) == "a:\n  1\n\n  2\nb")
        #expect(filled("a:\n  @x@\nb", ["x": ""]) == "a:\nb")
    }
}
