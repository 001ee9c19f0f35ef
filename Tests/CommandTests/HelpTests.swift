import Foundation
import TestSupport
import Testing

/// What the program says about itself, and what it makes of words that are nearly right.
@Suite struct `The help` {
    /// The parser's own description of the program.
    private struct Program: Decodable {
        struct Command: Decodable {
            var commandName: String
            var subcommands: [Command]?
            var arguments: [Argument]?
        }
        struct Argument: Decodable {
            var kind: String
            var names: [Name]?
            var abstract: String?

            var spellings: [String] { (names ?? []).map { ($0.kind == "long" ? "--" : "-") + $0.name } }
        }
        struct Name: Decodable {
            var kind: String
            var name: String
        }
        var command: Command

        static func read() throws -> Command {
            let run = try Tool.run(["--experimental-dump-help"])
            return try JSONDecoder().decode(Program.self, from: Data(run.output.utf8)).command
        }
    }

    @Test func `of every verb fits into 80 columns and names every option and its variable`() throws {
        let program = try Program.read()
        let verbs = try #require(program.subcommands).filter { $0.commandName != "help" }
        #expect(verbs.count >= 7)
        let overview = try Tool.run(["--help"], environment: ["COLUMNS": "80"])
        for verb in verbs {
            #expect(overview.output.contains("\n  \(verb.commandName) "), "\(verb.commandName)")
            for words in [[verb.commandName, "--help"], ["help", verb.commandName], ["-h", verb.commandName]] {
                let help = try Tool.run(words, environment: ["COLUMNS": "80"])
                #expect(help.status == 0 && help.errors == "", "\(words): \(help.errors)")
                #expect(
                    help.output.hasPrefix("OVERVIEW: ") && help.output.contains("USAGE: nmfence \(verb.commandName)"))
                for line in help.output.split(separator: "\n") { #expect(line.count <= 80, "\(words): \(line)") }
                for argument in verb.arguments ?? [] {
                    #expect(argument.abstract?.isEmpty == false, "\(argument.spellings)")
                    for name in argument.spellings { #expect(help.output.contains(name), "\(words): \(name)") }
                    guard !argument.spellings.isEmpty else { continue }
                    #expect(
                        argument.spellings.contains { $0.hasPrefix("--") }, "\(argument.spellings) has no long name")
                }
                for variable in ["ROOT", "PROFILE", "OUTPUT", "TIMEOUT", "COLOR"] {
                    #expect(help.output.contains("NMFENCE_\(variable)"), "\(words): \(variable)")
                    #expect(overview.output.contains("NMFENCE_\(variable)"))
                }
            }
        }
        for line in overview.output.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
        for status in ["0", "1", "2", "3", "4", "64", "69", "70", "74", "75", "77", "78", "129", "130", "143"] {
            #expect(overview.output.contains("\n" + String(repeating: " ", count: 5 - status.count) + status + "  "))
        }
    }

    /// One word for one thing: what the parser calls a subcommand is a verb in every other sentence.
    @Test func `calls a verb a verb, and breaks no line of a table at its margin`() throws {
        let lines = [["--help"], ["help"], ["check", "--help"], ["check", "--nonsense"], ["chekc"], [], ["-q"]]
        for words in lines {
            let run = try Tool.run(words, environment: ["COLUMNS": "80"])
            #expect(!(run.output + run.errors).lowercased().contains("subcommand"), "\(words)")
        }
        let overview = try Tool.run(["--help"], environment: ["COLUMNS": "80"]).output
        #expect(overview.contains("\nVERBS:\n"))
        let table = try #require(overview.firstMatch(of: /\nExit status[^\n]*\n((?s:.*?))\n\n/)).1
        for line in table.split(separator: "\n") { #expect(line.contains(/^( {2,4}\d+  | {7})\S/), "\(line)") }
        // Whoever reads from the top sees what to type first.
        let examples = try #require(overview.firstRange(of: "nmfence check "))
        let status = try #require(overview.firstRange(of: "Exit status"))
        #expect(examples.lowerBound < status.lowerBound)
    }

    @Test func `without a word is short, has two examples, and is an error`() throws {
        let run = try Tool.run([])
        #expect(run.status == 64 && run.output == "")
        let lines = run.errors.split(separator: "\n")
        #expect(lines.first == "nmfence: no verb given" && lines.count < 12)
        #expect(lines.count { $0.hasPrefix("  nmfence ") } == 2)
        for line in lines { #expect(line.count <= 80, "\(line)") }
        for verb in try #require(try Program.read().subcommands) where verb.commandName != "help" {
            #expect(run.errors.contains(verb.commandName), "\(verb.commandName)")
        }
    }

    /// Options may stand before the verb, which must then be told from their values whatever the verb is.
    @Test func `declares an option of one name in one way`() throws {
        var kinds: [String: Set<String>] = [:]
        for verb in try #require(try Program.read().subcommands) {
            for argument in verb.arguments ?? [] {
                for name in argument.spellings { kinds[name, default: []].insert(argument.kind) }
            }
        }
        #expect(kinds.count > 20)
        for (name, kinds) in kinds { #expect(kinds.count == 1, "\(name)") }
    }

    /// A typing error must not be one key away from a change.
    @Test func `never offers a verb that changes the node`() throws {
        let program = try Program.read()
        let names = try #require(program.subcommands).map(\.commandName)
        var wrong: Set<String> = [
            "fi", "f", "fx", "ifx", "fixit", "fix-it", "rever", "revret", "reverts", "undo", "fox", "mix",
        ]
        for name in names {
            for index in name.indices {
                wrong.insert(String(name[..<index] + name[name.index(after: index)...]))
                wrong.insert(String(name[..<index]) + "e" + String(name[index...]))
                wrong.insert(String(name[..<index]) + "x" + String(name[name.index(after: index)...]))
            }
        }
        wrong.subtract(names + [""])
        try expectNoChange(wrong.sorted().map { [$0] })
        var verbs: [String: String] = [:]
        for verb in try #require(program.subcommands) where verb.commandName != "help" {
            for name in (verb.arguments ?? []).flatMap(\.spellings) where name.hasPrefix("--") {
                verbs[name] = verb.commandName
            }
        }
        let options = verbs.sorted { $0.key < $1.key }
        try expectNoChange(options.map { [$1, $0 + "zz"] })
        // Before the verb the parser is asked for every option there is, which takes longer.
        try expectNoChange(options.filter { $0.key.count % 3 == 0 }.map { ["--z" + $0.dropFirst(3), $1] })
    }

    /// Runs all of them in one shell, since there are hundreds, and looks at what is offered.
    private func expectNoChange(_ lines: [[String]]) throws {
        let script = lines.map { "\(Tool.path) \($0.joined(separator: " ")); echo \"= $?\" >&2" }.joined(
            separator: "\n")
        let run = try Run("bash", ["-c", script])
        #expect(run.output == "")
        #expect(run.errors.split(separator: "\n").filter { $0.hasPrefix("= ") } == lines.map { _ in "= 64" })
        let offers = run.errors.split(separator: "\n").filter { $0.contains("did you mean") }
        #expect(!offers.isEmpty)
        for offer in offers {
            let names = offer.split(separator: "did you mean")[1].split(separator: "'")
            #expect(!names.contains("fix") && !names.contains("revert"), "\(offer)")
            #expect(names.count(where: { $0.contains(/^[a-z.-]/) && $0 != " or " }) <= 5, "\(offer)")
        }
    }

    @Test(arguments: ["bash", "zsh", "fish"]) func `of a shell's completion names every verb and option`(shell: String)
        throws
    {
        let script = try Tool.run(["--generate-completion-script", shell])
        #expect(script.status == 0, "\(script.errors)")
        for verb in try #require(try Program.read().subcommands) {
            #expect(script.output.contains(verb.commandName), "\(verb.commandName)")
        }
        for option in ["offline", "nm-version", "dry-run", "load-modules", "prometheus"] {
            #expect(script.output.contains(option), "\(option)")
        }
    }

    @Test func `that cannot be written to its end is 74`() throws {
        for words in ["--help", "check --help", "--version", "--generate-completion-script bash"] {
            let run = try Run("sh", ["-c", "exec \(Tool.path) \(words) >/dev/full"])
            #expect(run.status == 74, "\(words): \(run.errors)")
        }
    }
}
