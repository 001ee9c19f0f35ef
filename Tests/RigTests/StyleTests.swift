import Foundation
import TestSupport
import Testing

/// The habits that CONTRIBUTING.md states and a machine can look after.
@Suite(.waits) struct `The sources` {
    /// One function that is longer than a screen.
    private struct LongFunction: CustomStringConvertible {
        let path: String
        let line: Int
        let length: Int

        var description: String { "\(path):\(line): \(length) lines" }
    }

    private static let widest = 120
    private static let longest = 45

    private func tracked(_ patterns: String...) throws -> [String] {
        let run = try Run("git", ["ls-files", "-z", "--"] + patterns, in: Repository.path)
        #expect(run.status == 0, "\(run.errors)")
        return run.output.split(separator: "\0").map(String.init)
            .filter { FileManager.default.fileExists(atPath: Repository.path($0)) }
    }

    private func lines(_ path: String) throws -> [Substring] {
        try String(contentsOfFile: Repository.path(path), encoding: .utf8)
            .split(separator: "\n", omittingEmptySubsequences: false)
    }

    /// The functions of one file. In formatted text a function ends at the first line that is its own indentation and a
    /// brace.
    private func functions(of path: String) throws -> [LongFunction] {
        let declaration = try Regex(
            #"^ *(@\w+(\([^)]*\))? )*"#
                + #"((public|package|private|fileprivate|static|mutating|override|final|convenience) )*"#
                + #"(func |init[?(<]|deinit \{|subscript[(<])"#)
        let lines = try lines(path)
        return lines.indices.compactMap { first in
            guard lines[first].firstMatch(of: declaration) != nil else { return nil }
            let end = lines[first].prefix { $0 == " " } + "}"
            guard !lines[first].hasSuffix("}"), let last = lines[first...].firstIndex(where: { $0 == end }) else {
                return nil
            }
            return LongFunction(path: path, line: first + 1, length: last - first + 1)
        }
    }

    @Test func `are formatted`() throws {
        let run = try Run(
            "swift", ["format", "lint", "--strict", "--parallel", "--recursive", "Sources", "Tests", "Package.swift"],
            in: Repository.path)
        #expect(run.status == 0, "scripts/format mends this: \(run.errors)")
    }

    @Test func `have no line wider than the formatter's limit, comments included`() throws {
        let files = try tracked("*.swift")
        #expect(files.count > 300)
        let wide = try files.flatMap { path in
            // Bytes are counted faster than characters, and are never fewer.
            try lines(path).enumerated().filter {
                $0.element.utf8.count > Self.widest && $0.element.count > Self.widest
            }
            .map { "\(path):\($0.offset + 1)" }
        }
        #expect(wide == [])
    }

    @Test func `have no function longer than a screen`() throws {
        let all = try tracked("Sources/*.swift", "Tests/*.swift").flatMap(functions)
        #expect(all.count > 1500)
        #expect(all.filter { $0.length > Self.longest }.map(\.description) == [])
    }

    /// The Python among the scripts, with the first line of each.
    private func python() throws -> [String: Substring] {
        let all = try tracked("scripts").map { ($0, try lines($0).first ?? "") }
        return Dictionary(
            uniqueKeysWithValues: all.filter { path, first in
                path.hasSuffix(".py") || first.hasPrefix("#!") && first.contains("python")
            })
    }

    /// What they import is installed for that one; a python3 that comes first on somebody's path is another.
    @Test func `in Python are run by the distribution's`() throws {
        let others = try python().filter { $0.value.hasPrefix("#!") && $0.value != "#!/usr/bin/python3" }
        #expect(others.isEmpty, "\(others)")
    }

    @Test func `in Python have nothing that pyflakes objects to`() throws {
        let python = try python().keys.sorted()
        #expect(python.count >= 8)
        let run = try Run("pyflakes3", python, in: Repository.path)
        #expect(run.status == 0, "\(run.output)\(run.errors)")
    }
}
