import Foundation
import TestSupport
import Testing

/// The README's commands, as a reader pastes them: in the order of the page, on a node of their own.
@Suite struct ReadmeTests {
    private static let page: String = {
        let contents = FileManager.default.contents(atPath: Repository.path("README.md"))
        return String(decoding: contents ?? Data(), as: UTF8.self)
    }()

    /// The lines of its blocks of commands.
    static let commands: [String] = page.components(separatedBy: "```sh\n").dropFirst().flatMap { part in
        part.components(separatedBy: "```")[0].split(separator: "\n").map(String.init)
    }

    /// What the page tells to type in its tables.
    static let mentioned: [String] = page.split(separator: "`").map(String.init)
        .filter { $0.hasPrefix("nmfence ") && !$0.contains("…") && !$0.contains("VERB") && !$0.contains("KIND") }

    /// Runs a line in namespaces of its own, where the paths that the page names are the test's: the node's root for
    /// `nmfence`, an image at /mnt/image, the release in the folder that the reader is in.
    private func run(_ line: String, _ node: Image, _ image: Image, in release: TemporaryFolder) throws -> Run {
        let script = """
            set -eu
            mount -t tmpfs none /mnt && mkdir /mnt/image && mount --bind "$IMAGE" /mnt/image
            mount --bind "$RELEASE/local" /usr/local/sbin
            mount --bind "$RELEASE/var" /var/lib
            mount --bind "$RELEASE/units" /etc/systemd/system
            export PATH="/usr/local/sbin:$PATH" NMFENCE_ROOT="$NODE"
            cd "$RELEASE"
            set -o pipefail
            eval "$LINE"
            """
        return try Run(
            "unshare", ["-m", "--propagation", "private", "bash", "-c", script],
            environment: [
                "IMAGE": image.folder.path, "RELEASE": release.path, "NODE": node.folder.path, "LINE": line,
            ])
    }

    private func release() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        for name in ["local", "units", "var/node_exporter/textfile", "reports"] { try folder.makeFolder(name) }
        let report = try Image().nmfence("check", "-o", "json")
        try folder.write(report.output, to: "reports/node1.json")
        try folder.write("node1\nnode2\n", to: "nodes.txt")
        let script = """
            name=nmfence-0.1.0-linux-x86_64
            cp "$0" $name && sha256sum $name >$name.sha256
            ln -s "$1/scripts" scripts
            """
        let copy = try Run("bash", ["-ec", script, Tool.path, Repository.path], in: folder.path)
        #expect(copy.status == 0, "\(copy.errors)")
        return folder
    }

    @Test func `each command of its blocks can be pasted, from installation to removal`() throws {
        #expect(Self.commands.count > 20)
        let (node, image, release) = (try Image(), try Image(), try release())
        // The page removes the program where it speaks of removal, and a reader of the rest has it.
        let install = Self.commands.filter { $0.hasPrefix("install ") }
        for command in Self.commands {
            let run = try run(command, node, image, in: release)
            // A finding is an answer; a wrong word, a missing program or a defect is none.
            let needsDaemon = command.contains("--require-live") || command.contains("--follow")
            let isAnswer = run.status < 3 || (run.status == 69 && needsDaemon)
            #expect(isAnswer, "\(command): \(run.status) \(run.errors.prefix(300))")
            if command.hasPrefix("rm ") { _ = try self.run(install[0], node, image, in: release) }
        }
    }

    @Test func `each command that its text names can be pasted`() throws {
        #expect(Self.mentioned.count > 8)
        let (node, image, release) = (try Image(), try Image(), try release())
        let install = try #require(Self.commands.first { $0.hasPrefix("install ") })
        _ = try run(install, node, image, in: release)
        for command in Set(Self.mentioned).sorted() {
            let run = try run(command, node, image, in: release)
            #expect(run.status < 3, "\(command): \(run.status) \(run.errors.prefix(300))")
        }
    }

    @Test func `its table of exit statuses is the program's`() throws {
        let help = try Tool.run(["--help"]).output
        let rows = Self.page.split(separator: "\n").filter { $0.hasPrefix("| ") }
        for line in help.split(separator: "\n").map({ $0.trimmingCharacters(in: .whitespaces) }) {
            guard let number = Int(line.prefix { $0.isNumber }), line.dropFirst("\(number)".count).hasPrefix("  ")
            else {
                continue
            }
            #expect(
                rows.contains { row in
                    row.split(separator: "|")[0].split(separator: ",").contains {
                        Int($0.trimmingCharacters(in: .whitespaces)) == number
                    }
                }, "status \(number)")
        }
    }

    /// What the parser says of the program.
    private struct Help: Decodable {
        struct Program: Decodable { var subcommands: [Verb] }
        struct Verb: Decodable {
            var commandName: String
            var arguments: [Argument]?

            /// What `--output` takes.
            var formats: [String] {
                let output = arguments?.first { ($0.names ?? []).contains { $0.name == "output" } }
                return output?.completionKind?.list?.values ?? []
            }
        }
        struct Argument: Decodable {
            var names: [Name]?
            var completionKind: Completion?
        }
        struct Name: Decodable { var name: String }
        struct Completion: Decodable { var list: Values? }
        struct Values: Decodable { var values: [String] }
        var command: Program
    }

    @Test func `its table of verbs has each of them, with its formats`() throws {
        let dump = try Tool.run(["--experimental-dump-help"]).output
        let verbs = try JSONDecoder().decode(Help.self, from: Data(dump.utf8)).command.subcommands
            .filter { $0.commandName != "help" }
        #expect(verbs.count > 5 && verbs.allSatisfy { $0.formats.count > 1 })
        let rows = Self.page.split(separator: "\n")
        for verb in verbs {
            let name = "| `\(verb.commandName)"
            let row = rows.first { $0.hasPrefix(name + "` |") || $0.hasPrefix(name + " ") }
            // A file that is printed as it is has no form of its own.
            for format in verb.formats where format != "text" {
                #expect(row?.contains("`\(format)`") == true, "\(verb.commandName): \(format)")
            }
        }
    }
}
