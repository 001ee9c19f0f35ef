import ArgumentParser
import CLinux
import Glibc

/// The command line: one verb a file, a screen of code each.
@main
struct NMFence: ParsableCommand {
    /// The program's version.
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "nmfence",
        abstract: "Keeps NetworkManager off Calico's interfaces, and proves it.",
        discussion: """
            nmfence check          does this node conform? (changes nothing)
            nmfence diff           what would a fix change?
            nmfence fix            make it so, prove it, or put everything back
            nmfence revert         take back what a fix wrote, as gently
            nmfence explain cali0  why is this interface managed, or not?
            nmfence config         what does NetworkManager make of its files?
            nmfence list checks    what is asked, and where each question comes from

            Exit status: 0 conforming, nothing to do, or applied and proved; 1 not conforming, or changes pending; \
            2 could not be determined; 3 applied, not proved, put back; 4 putting it back failed; 64 usage; \
            69 NetworkManager is needed and not there; 70 defect; 74 input or output; 75 busy or out of time; \
            77 permission; 78 NetworkManager cannot read its own configuration.
            """,
        version: version,
        subcommands: [
            CheckCommand.self, DiffCommand.self, FixCommand.self, ExplainCommand.self, ConfigCommand.self,
            ListCommand.self, RevertCommand.self,
        ])

    static func main() {
        nmfence_forget_runtime_settings()
        Terminal.holdStandardDescriptors()
        // A reader of ours that goes away is met where we write, and never in the middle of a change.
        signal(SIGPIPE, SIG_IGN)
        // So is a limit on the size of files.
        signal(SIGXFSZ, SIG_IGN)
        // As the parser would have it, without the parser: a version is asked for often, and by programs.
        let words = Array(Arguments.ofProcess.dropFirst())
        if words == ["--version"] { return Terminal.write("\(version)\n") }
        do {
            if let verb = UsualWords.verb(words) { Glibc.exit(try verb.run().rawValue) }
            var command = try parsed(words)
            try command.run()
        } catch let failure as CommandFailure {
            Terminal.note("nmfence: \(failure.sentence)")
            Glibc.exit(failure.status.rawValue)
        } catch let code as ExitCode {
            // The parser would first make up the help that it then has no use for.
            Glibc.exit(code.rawValue)
        } catch {
            exit(withError: error)
        }
    }

    /// What the words ask for.
    ///
    /// Where they begin with a verb and mean something to it, the other verbs are not looked at: the parser finds options
    /// by reflection, and to look through all of them would take longer than asking NetworkManager about ten devices.
    private static func parsed(_ words: [String]) throws -> any ParsableCommand {
        let words = Arguments(words, verbs: Set(verbs), takesValue: optionsWithValue.contains).words
        // Completions are asked of the program as a whole, and so is help, and what is wrong about an option.
        if let verb = configuration.subcommands.first(where: { $0.configuration.commandName == words.first }),
            let command = try? verb.parseAsRoot(Array(words.dropFirst())), type(of: command) == verb
        {
            return command
        }
        if let word = words.first, !word.hasPrefix("-"), word != "help", !verbs.contains(word) {
            let meant = Arguments.verb(meantBy: word, among: verbs).map { "; did you mean '\($0)'?" } ?? "."
            throw CommandFailure.usage(
                "there is no verb '\(word)'\(meant) The verbs are " + verbs.joined(separator: ", "))
        }
        return try parseAsRoot(words)
    }

    private static var verbs: [String] {
        configuration.subcommands.compactMap { $0.configuration.commandName }
    }

    /// The options that are followed by a value, for the verbs behind them.
    private static let optionsWithValue: Set<String> = [
        "--root", "--profile", "--pattern", "--only", "--skip", "-o", "--output", "--bus", "--nm-version", "--timeout",
        "--color", "--fail-on", "--encapsulation", "--devices",
        "--apiserver", "--peer",
    ]
}
