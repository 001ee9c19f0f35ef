import Foundation
import TestSupport
import Testing

/// What a program says of its own making, for whoever reports a fault or looks for one in a library.
@Suite struct `The version` {
    @Test func `is one word without -v`() throws {
        #expect(try Tool.run(["--version"]).output.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil)
    }

    @Test(arguments: [["--version", "-v"], ["-v", "--version"], ["--version", "--verbose"]])
    func `has its origin with -v`(words: [String]) throws {
        let run = try Tool.run(words)
        #expect(run.status == 0 && run.errors == "")
        #expect(run.output.hasPrefix("nmfence "), "\(run.output)")
        // A program that was built with the tests has no record of its build.
        guard !run.output.contains("built without scripts/build") else { return }
        for name in ["commit", "compiler", "dbus", "glib2.0", "glibc", "pcre2", "zlib", "xz-utils", "libzstd"] {
            #expect(run.output.contains(try Regex("\n\(name) +[^\n]*[0-9]")), "\(name): \(run.output)")
        }
    }

    @Test func `is the parser's where there is a verb`() throws {
        #expect(try Tool.run(["check", "--version"]).output == Tool.run(["--version"]).output)
    }

    @Test(arguments: [
        ["--version", "-o", "json"], ["-o", "json", "--version"], ["--version", "-ojson", "-v"],
        ["--version", "--output=json"], ["--version", "--output", "json"],
    ])
    func `is a document with -o json`(words: [String]) throws {
        let run = try Tool.run(words)
        #expect(run.status == 0 && run.errors == "")
        #expect(try Schema.objections(to: run.output, "version") == "", "\(run.output)")
        let document = try Schema.object(run.output)
        let version = try Tool.run(["--version"]).output
        #expect((document["tool"] as? [String: String])?["version"] == version.replacing("\n", with: ""))
        // The same record as for a person.
        let text = try Tool.run(["--version", "-v"]).output
        let libraries = try #require(document["libraries"] as? [[String: String]])
        guard !text.contains("built without scripts/build") else {
            #expect(libraries.isEmpty && document["commit"] is NSNull)
            return
        }
        #expect(text.contains("\(try #require(document["commit"] as? String))\n"))
        #expect(libraries.count == text.split(separator: "\n").count - 3)
        for one in libraries {
            #expect(
                text.contains(
                    try Regex(
                        "\n\(one["name"] ?? "?") +\(NSRegularExpression.escapedPattern(for: one["version"] ?? "?"))\n"))
            )
        }
    }
}
