import Foundation
import TestSupport
import Testing

/// The pages are made from what the program says of itself; the tools that read such pages are asked what they make of
/// them.
@Suite(.waits) struct `The manual` {
    private struct Program: Decodable {
        struct Command: Decodable {
            var commandName: String
            var subcommands: [Command]?
            var arguments: [Argument]?
        }
        struct Argument: Decodable {
            var names: [Name]?
            var valueName: String?
        }
        struct Name: Decodable {
            var kind: String
            var name: String
        }
        var command: Command
    }

    private static func verbs() throws -> [Program.Command] {
        let dump = try Tool.run(["--experimental-dump-help"]).output
        let program = try JSONDecoder().decode(Program.self, from: Data(dump.utf8))
        return (program.command.subcommands ?? []).filter { $0.commandName != "help" }
    }

    private static func pages() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        let run = try Run(Repository.path("scripts/lib/manual"), [Tool.path, folder.path, "2026-11-26"])
        #expect(run.status == 0 && run.errors == "", "\(run.errors)")
        return folder
    }

    private static func text(_ page: String, in folder: TemporaryFolder) throws -> String {
        let run = try Run(
            "man", ["-l", folder.path + "/" + page],
            environment: ["MANWIDTH": "80", "LC_ALL": "C.UTF-8", "MAN_KEEP_FORMATTING": ""])
        #expect(run.status == 0 && run.errors == "", "\(page): \(run.errors)")
        return run.output
    }

    @Test func `has pages that man, mandoc and whatis accept`() throws {
        let folder = try Self.pages()
        let names = try folder.names().sorted()
        #expect(names.count >= 10)
        for name in names {
            let path = folder.path + "/" + name
            let groff = try Run("man", ["--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z", path])
            #expect(groff.status == 0 && groff.errors == "", "\(name): \(groff.errors)")
            // Which other pages are installed is no matter of these.
            let lint = try Run("mandoc", ["-T", "lint", "-W", "style", path])
            let complaints = (lint.output + lint.errors).split(separator: "\n")
                .filter { !$0.contains("referenced manual not found") && !$0.contains("outdated mandoc.db") }
            #expect(complaints == [], "\(name)")
            let whatis = try Run("lexgrog", [path])
            let title = name.split(separator: ".").dropLast().joined(separator: ".")
            #expect(whatis.output.contains(try Regex(": \"\(title) - [A-Za-z].*[^.]\"\n")), "\(whatis.output)")
        }
    }

    @Test func `has a page for every verb with each of its options, statuses and examples`() throws {
        let folder = try Self.pages()
        for verb in try Self.verbs() {
            let text = try Self.text("nmfence-\(verb.commandName).8", in: folder)
            for argument in verb.arguments ?? [] {
                for name in argument.names ?? [] {
                    let spelled = (name.kind == "long" ? "--" : "-") + name.name
                    #expect(
                        text.contains(try Regex("\n +(-\\w[^\n]*, )?\(spelled)[ ,\n]")),
                        "\(verb.commandName): \(spelled)")
                }
            }
            for section in ["NAME", "SYNOPSIS", "DESCRIPTION", "ENVIRONMENT", "EXIT STATUS", "EXAMPLES", "SEE ALSO"] {
                #expect(text.contains("\n\(section)\n"), "\(verb.commandName): \(section)")
            }
            for status in [0, 1, 2, 3, 4, 64, 69, 70, 74, 75, 77, 78, 129, 130, 143] {
                #expect(text.contains(try Regex("\n +\(status)  +[A-Z]")), "\(verb.commandName): \(status)")
            }
        }
    }

    @Test func `refers to pages of its own that exist`() throws {
        let folder = try Self.pages()
        let names = try folder.names()
        for name in names {
            let source = try #require(folder.text(name))
            for reference in source.matches(of: /\n\.(?:It )?Xr (nmfence\S*) (\d)/) {
                #expect(names.contains("\(reference.1).\(reference.2)"), "\(name): \(reference.0)")
            }
        }
    }

    @Test func `does not describe an option that is gone`() throws {
        let folder = try TemporaryFolder()
        for part in ["scripts/lib", "scripts/manual", "conf.d-templates"] {
            try folder.makeFolder(part)
            #expect(try Run("cp", ["-a", Repository.path(part) + "/.", folder.path + "/" + part]).status == 0)
        }
        let options = try #require(folder.text("scripts/manual/options"))
        try folder.write(options + "\n[--no-such-option]\nSomething.\n", to: "scripts/manual/options")
        let run = try Run(folder.path + "/scripts/lib/manual", [Tool.path, folder.path, "2026-11-26"])
        #expect(run.status == 1)
        #expect(run.errors.contains("--no-such-option"), "\(run.errors)")
    }

    @Test func `names every setting of nmfence.conf`() throws {
        let page = try #require(Self.pages().text("nmfence.conf.5"))
        let listing = try Schema.object(Image().nmfence("list", "settings", "-o", "json").output)
        let names = try #require(listing["rows"] as? [[String: Any]]).compactMap { $0["name"] as? String }
        #expect(names.count > 5)
        for name in names { #expect(page.contains("\n.It Li \(name)="), "\(name)") }
    }

    @Test func `has an example of nmfence.conf that nmfence accepts`() throws {
        let options = try Self.verbs().flatMap { $0.arguments ?? [] }.flatMap { $0.names ?? [] }
        guard options.contains(where: { $0.name == "config" }) else { return }
        let page = try #require(Self.pages().text("nmfence.conf.5"))
        let example = try #require(page.firstMatch(of: /\.Sh EXAMPLES\n\.Bd [^\n]*\n((?s:.*?))\.Ed/)?.1)
        let folder = try TemporaryFolder()
        try folder.write(String(example), to: "nmfence.conf")
        let run = try Tool.run(["list", "profiles", "--config", folder.path + "/nmfence.conf"])
        #expect(run.status == 0 && run.errors == "", "\(run.errors)")
    }
}
