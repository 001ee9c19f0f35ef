import Base
import Foundation
import TestSupport
import Testing

@testable import Carriers

@Suite struct `A quoted text` {
    static let hostile = [
        "cali*", "a\"b", "it's", "$HOME", "100%", "{{ x }}", "@x@", "\u{85}\u{9B}x", "é😀", "#c", "!x", "-", "*?", "",
        "\u{FEFF}a\u{2028}", "a\\b", "`id`", "$(id)", "a b", "null", "1e3", "~",
    ]

    @Test func `is the same text for JSON, YAML and Python`() throws {
        let reader = """
            import json, sys, yaml, ast
            lines = sys.stdin.read().splitlines()
            for line in lines:
                one = json.loads(line)
                assert yaml.safe_load("- " + line) == [one], line
                assert ast.literal_eval(line) == one, line
                assert all(32 <= ord(c) < 127 or ord(c) > 160 for c in line), line
            json.dump([json.loads(line) for line in lines], sys.stdout)
            """
        let run = try Python.run(
            reader, input: Self.hostile.map(\.jsonQuoted).joined(separator: "\n") + "\n")
        #expect(run.status == 0, "\(run.errors)")
        #expect(try JSONDecoder().decode([String].self, from: run.outputData) == Self.hostile)
    }

    @Test func `of several lines is the same text for YAML, as a block where it can be one`() throws {
        let texts = ["a\nb\n", "# c\n\nd: e\n", "a", " a\n", "a\n\n", "a\u{85}b\n", "\n", "", "%a\n- b\n"]
        for text in texts {
            let run = try Python.run(
                "import sys, yaml; sys.stdout.write(yaml.safe_load(sys.stdin)['x']['y'])",
                input: "x:\n  y: \(text.yamlScalar(indent: "    "))\n  z: 1\n")
            #expect(run.output == text, "\(text.debugDescription): \(run.errors)")
        }
        #expect("a\nb\n".yamlScalar(indent: "  ") == "|\n  a\n  b")
    }

    /// systemd itself is the reader: it starts what the unit says.
    @Test func `is one word of a unit's command line`() {
        #expect("cali*".systemdQuoted == "cali*")
        #expect("50%".systemdQuoted == "\"50%%\"")
        #expect("$x\"y'".systemdQuoted == "\"$$x\\\"y'\"")
        #expect("".systemdQuoted == "\"\"")
    }
}
