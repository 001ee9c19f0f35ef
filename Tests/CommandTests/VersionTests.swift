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
}
