import Foundation
import TestSupport
import Testing

/// What Package.swift says of the modules, and what their files import.
@Suite struct ModuleGraphTests {
    private static let packages = ["SystemPackage", "ArgumentParser"]

    /// Each target's folder and what it declares to use.
    private static func targets() throws -> [(name: String, path: String, declared: Set<String>)] {
        let scratch = try TemporaryFolder()
        // Not the build folder: that is locked while tests run.
        let dump = try Run(
            "swift", ["package", "--scratch-path", scratch.path, "dump-package"], in: Repository.path)
        try #require(dump.status == 0, "\(dump.errors)")
        let targets = try #require(try Schema.object(dump.output)["targets"] as? [[String: Any]])
        return try targets.map { target in
            let name = try #require(target["name"] as? String)
            let folder = target["type"] as? String == "test" ? "Tests/" : "Sources/"
            let dependencies = try #require(target["dependencies"] as? [[String: Any]])
            let declared = dependencies.compactMap { dependency in
                (dependency["byName"] ?? dependency["product"]).flatMap { ($0 as? [Any])?.first as? String }
            }
            return (name, target["path"] as? String ?? folder + name, Set(declared))
        }
    }

    private static func imports(of file: URL) throws -> Set<String> {
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
        return Set(
            lines.compactMap { line in
                let words = line.split(separator: " ")
                guard let place = words.firstIndex(of: "import"), place < 3, words.count == place + 2 else {
                    return nil
                }
                return String(words[place + 1])
            })
    }

    @Test func `a module imports only what it declares, since nothing else makes it be built anew`() throws {
        let targets = try Self.targets()
        #expect(targets.count > 20)
        let known = Set(targets.map(\.name) + Self.packages)
        for target in targets {
            let folder = URL(fileURLWithPath: Repository.path(target.path))
            let files = try #require(
                FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil), "\(target.path)")
            for case let file as URL in files where file.pathExtension == "swift" {
                let undeclared = try Self.imports(of: file).intersection(known).subtracting(target.declared)
                #expect(undeclared.isEmpty, "\(file.lastPathComponent) of \(target.name): \(undeclared.sorted())")
            }
        }
    }

    @Test func `the page for contributors lists the modules in their order, each below those that it uses`() throws {
        let page = try String(contentsOfFile: Repository.path("CONTRIBUTING.md"), encoding: .utf8)
        let table = try #require(page.split(separator: "| module | what is in it |").last).split(separator: "\n\n")[0]
        let listed = table.split(separator: "\n").flatMap { row in
            row.split(separator: "|")[0].matches(of: /`(\w+)`/).map { String($0.1) }
        }
        let targets = try Self.targets().filter { $0.path.hasPrefix("Sources/") }
        #expect(listed == targets.map(\.name))
        for (position, target) in targets.enumerated() {
            let below = target.declared.intersection(targets[position...].map(\.name))
            #expect(below.isEmpty, "\(target.name) uses \(below.sorted())")
        }
    }
}
