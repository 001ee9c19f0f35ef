import ArgumentParser
import CLinux
import Glibc
import Reporting

/// The program: its verbs, and what is common to all of them.
@main
struct NMFence: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: Program.name,
        abstract: "Keep NetworkManager from managing Calico's interfaces, and verify it.",
        usage: "nmfence [<options>] <verb> [<options>]",
        discussion: """
            Examples:
              nmfence check              what is wrong on this node (read-only)
              nmfence explain node       what most likely cuts its pods off
              nmfence diff               what 'nmfence fix' would change
              nmfence fix                keep NetworkManager off Calico's interfaces

            Results go to standard output, messages to standard error. Options may stand before or after the verb.

            Exit status, the same for every verb and output format:
            \(ExitStatus.table)

            Environment (options override it; an empty variable counts as not set):
            \(Variable.table)
            """,
        version: Program.version,
        subcommands: VerbTable.all)

    static func main() {
        nmfence_forget_runtime_settings()
        Terminal.holdStandardDescriptors()
        // A reader of ours that goes away is met where we write, and never in the middle of a change.
        signal(SIGPIPE, SIG_IGN)
        // So is a limit on the size of files: a failure to write (EFBIG), and no reason to end.
        signal(SIGXFSZ, SIG_IGN)
        // Whoever started this may not care how children end. Here it is asked.
        signal(SIGCHLD, SIG_DFL)
        let words = Arguments.ofProcess
        // What the parser would answer, with 0.6 million instructions and not several: probes and packages ask for it.
        if let version = VersionReport.answer(to: words) { return Terminal.write(version) }
        var verb: (any Verb.Type)?
        guard !words.isEmpty else {
            Terminal.note("\(Program.name): no verb given\n\n\(HelpText.short)")
            Glibc.exit(ExitStatus.usage.rawValue)
        }
        do throws(CommandFailure) {
            let invocation = try Invocation(words)
            verb = invocation.verb
            Glibc.exit(try invocation.run().rawValue)
        } catch {
            // A program reads the result; who looks on reads the sentence.
            switch verb.map({ RequestedFormat(in: words, of: $0) }) {
            case .json?: Terminal.write(error.document.json(version: Program.version, command: verb?.name))
            case .line?: Terminal.write(StatusLine("error: \(error.sentence)").text(atMost: StatusLine.length))
            case .other?, nil: break
            }
            Terminal.note("\(Program.name): \(error.sentence)")
            if case .usage = error { Terminal.note("see '\(verb?.fullName ?? Program.name) --help'") }
            Glibc.exit(error.status.rawValue)
        }
    }

    /// The verbs that a wrong word may have been meant to be. One that changes the node is never offered: a typing
    /// error must not be one key away from a change.
    static func suggestion(for word: String) -> Suggestion {
        Suggestion(for: word, among: VerbTable.all.filter { !$0.changesNode }.map { $0.name })
    }

    /// Whether the program as a whole has an answer to these words: help, its version, completions.
    static func answers(_ words: [String]) -> Bool {
        do {
            var command = try parseAsRoot(words)
            try command.run()
            return false
        } catch { return exitCode(for: error).isSuccess && !words.isEmpty }
    }
}
