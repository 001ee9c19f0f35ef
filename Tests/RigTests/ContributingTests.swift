import Foundation
import TestSupport
import Testing

/// CONTRIBUTING.md names files and declarations: a page that names what is gone misleads whoever begins with it.
@Suite struct `The page for contributors` {
    /// The words in backquotes.
    private static func quoted() throws -> [String] {
        let page = try String(contentsOfFile: Repository.path("CONTRIBUTING.md"), encoding: .utf8)
        return page.matches(of: /`([^`\n]+)`/).map { String($0.1) }
    }

    /// What stands in `scripts` itself, and not in a folder there.
    private static func scripts() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: Repository.path("scripts")).filter { name in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: Repository.path("scripts/" + name), isDirectory: &isFolder)
                && !isFolder.boolValue
        }
    }

    @Test func `names only files and folders that exist, each by its path from the top`() throws {
        let paths = try Self.quoted().filter { word in
            !word.contains(" ") && !word.hasPrefix("/") && !word.hasPrefix("-")
                && (word.contains("/") || word.contains(/\.(swift|h|conf|md)$/))
        }
        #expect(paths.count > 30)
        for path in paths {
            #expect(FileManager.default.fileExists(atPath: Repository.path(path)), "\(path)")
        }
    }

    @Test func `names every script`() throws {
        let quoted = try Set(Self.quoted())
        let page = try String(contentsOfFile: Repository.path("CONTRIBUTING.md"), encoding: .utf8)
        let scripts = try Self.scripts()
        #expect(scripts.count > 10)
        for script in scripts {
            #expect(quoted.contains("scripts/" + script) || page.contains("    scripts/\(script) "), "\(script)")
        }
    }

    @Test func `names only types and members that are declared`() throws {
        let names = try Self.quoted().filter {
            $0.wholeMatch(of: /[A-Z]\w+(\.\w+)?/) != nil && !$0.hasSuffix(".md") && !$0.hasSuffix(".swift")
        }
        #expect(names.count > 25)
        for name in Set(names.flatMap { $0.split(separator: ".").map(String.init) }) {
            // A module is a folder; that all of them are listed, ModuleGraphTests sees to.
            if FileManager.default.fileExists(atPath: Repository.path("Sources/" + name)) { continue }
            let declaration = "(struct|enum|class|protocol|let|var) " + name
            let run = try Run("grep", ["-rqwE", declaration, "Sources"], in: Repository.path)
            #expect(run.status == 0, "\(name)")
        }
    }
}
