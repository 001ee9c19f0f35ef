import ArgumentParser
import Checks
import NetworkManagerConfiguration
import Reporting
import Requirements

/// `nmfence list`: the names that other verbs take, and where each comes from.
struct ListCommand: ParsableCommand {
    /// What can be listed.
    enum Kind: String, ExpressibleByArgument, CaseIterable {
        case profiles, checks, interfaces, schemas
    }

    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List profiles, checks, interface patterns or JSON schemas.",
        discussion: """
            nmfence list profiles                            their names
            nmfence list profiles calico-3.16                the rows of one
            nmfence list profiles calico-3.16 calico-3.24    what changes from one to another
            nmfence list schemas check                       the schema itself
            """)

    @OptionGroup var node: NodeOptions
    @OptionGroup var requirements: RequirementOptions
    @OptionGroup var output: OutputOptions

    @Argument(help: "profiles, checks, interfaces or schemas.")
    var kind: Kind

    @Argument(help: "One of them, or two profiles to compare.")
    var name: [String] = []

    @Option(name: [.customShort("o"), .customLong("output")], help: "The form of the answer.")
    var format = TextOrJSON.text

    func run() throws {
        let session = try Session(node.choice, output.choice, requirements.choice)
        guard !output.choice.isQuiet else { return }
        if kind == .schemas, let name = name.first {
            guard let schema = Schema.text(named: name) else {
                throw CommandFailure.usage(
                    "there is no schema '\(name)'; there are " + Schema.names.joined(separator: ", "))
            }
            return Terminal.write(schema)
        }
        if kind == .profiles, name.count > 1 {
            return Terminal.write(try profile(name[0]).difference(to: profile(name[1])).description.printableLines)
        }
        let rows = try rows(session)
        Terminal.write(
            format == .json
                ? Listing(rows).json(kind: kind.rawValue, session.description(of: "list")) : Listing(rows).text)
    }

    private func profile(_ name: String) throws -> Profile {
        guard Profile.names.contains(name) else {
            throw CommandFailure.usage(
                "there is no profile '\(name)'; there are " + Profile.names.joined(separator: ", "))
        }
        return try Profile(named: name)
    }

    private func rows(_ session: Session) throws -> [Listing.Row] {
        switch kind {
        case .profiles:
            if let name = name.first {
                return try profile(name).requirements.map { row in
                    Listing.Row(name: row.id, meaning: "\(row.what) (\(row.severity.rawValue))", source: row.reference)
                }
            }
            return try Profile.names.map { name in
                let profile = try Profile(named: name)
                return Listing.Row(name: name, meaning: profile.title, source: profile.reference)
            }
        case .checks:
            return try session.checks().map {
                Listing.Row(name: $0.id, meaning: "\($0.title) (\($0.severity.rawValue))", source: $0.reference)
            }
        case .interfaces:
            let requirements = try session.profile().requirements
            return session.patterns.map { pattern in
                let row = requirements.first { $0.demand == .interface(pattern: pattern.description) }
                return Listing.Row(
                    name: pattern.description, meaning: row?.what ?? "given by --pattern",
                    source: row?.reference ?? "the command line")
            }
        case .schemas:
            return Schema.names.map {
                Listing.Row(name: $0, meaning: "JSON Schema of \($0) documents", source: "nmfence")
            }
        }
    }
}
