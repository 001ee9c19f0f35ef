import ArgumentParser
import Reporting

/// One of the program's verbs: what it takes is declared in it, and the parser fills it in.
protocol Verb: ParsableCommand {
    /// The forms of its result.
    associatedtype Format: OutputFormat
    /// The schema of its result as JSON.
    static var schema: Schema { get }
    /// Whether it changes the node, unless an option forbids it.
    static var changesNode: Bool { get }
    /// Does it, prints the result and gives the exit status.
    func perform() throws(CommandFailure) -> ExitStatus
}

extension Verb {
    static var changesNode: Bool { false }

    /// The names of the forms of its result.
    static var formats: [String] { Format.names }

    /// Its name.
    static var name: String { configuration.commandName ?? "" }

    /// As it is typed: `nmfence check`.
    static var fullName: String { "\(Program.name) \(name)" }

    /// Ends in the exit status, as the parser wants it.
    func run() throws { throw ExitCode(try perform().rawValue) }

    /// The verb with what these words say; nil where they ask for help.
    static func parsed(_ words: [String]) throws -> Self? { try parseAsRoot(words) as? Self }

    /// The configuration of a verb of this program.
    ///
    /// The name of the program is in it because a verb is parsed alone: the parser then does not look for requests of
    /// completions, which are made of the program.
    /// - Parameter arguments: what may stand between options, as the usage shows it.
    static func verb(
        _ name: String, _ abstract: String, arguments: String = "", discussion: String = ""
    ) -> CommandConfiguration {
        CommandConfiguration(
            commandName: name, _superCommandName: Program.name, abstract: abstract,
            usage: "\(Program.name) \(name) [<options>]\(arguments)", discussion: discussion)
    }
}
