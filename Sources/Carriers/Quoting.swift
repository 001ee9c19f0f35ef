import Base
import FoundationEssentials

extension String {
    /// The text as one word of a command line in a unit: systemd.service(5), "Command lines".
    var systemdQuoted: String {
        let isPlain = utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || "+-./:_*?=,".utf8.contains(byte)
        }
        if isPlain, !isEmpty { return self }
        let escaped = replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        // Both stand for other things, in quotes too.
        return "\"" + escaped.replacing("%", with: "%%").replacing("$", with: "$$") + "\""
    }

    /// The text as a scalar of YAML behind a key: a block, to be read, where YAML can have every character of it in
    /// one.
    func yamlScalar(indent: String) -> String {
        let isPlain = unicodeScalars.allSatisfy { $0.isPrintable || $0 == "\n" }
        // A block takes its indentation from its first line, and keeps one line feed at its end.
        guard isPlain, hasSuffix("\n"), !hasSuffix("\n\n"), first != " ", first != "\n" else { return jsonQuoted }
        return "|\n" + indented(by: indent)
    }
}

extension [String] {
    /// The words as a command line of a unit.
    var systemdCommand: String { map(\.systemdQuoted).joined(separator: " ") }

    /// The words as a list of JSON or YAML in one line.
    var jsonList: String { "[" + map(\.jsonQuoted).joined(separator: ", ") + "]" }

    /// The words as a list of YAML, one a line.
    var yamlItems: String { map { "- " + $0.jsonQuoted }.joined(separator: "\n") }
}

extension [UInt8] {
    /// The bytes in base64.
    var base64: String { Data(self).base64EncodedString() }
}
