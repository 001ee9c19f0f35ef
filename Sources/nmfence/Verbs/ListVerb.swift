import ArgumentParser
import Checks
import NetworkManagerConfiguration
import Reporting
import Requirements

/// `nmfence list`: the names that other verbs take, and where each comes from.
struct ListVerb: Verb {
    typealias Format = TextOrJSON

    /// What can be listed.
    enum Kind: String, Choice {
        case profiles, checks, interfaces, schemas, settings

        /// How many names may stand behind it.
        var mostNames: Int {
            switch self {
            case .profiles: 2
            case .schemas: 1
            case .checks, .interfaces, .settings: 0
            }
        }
    }

    static let schema = Schema.list

    static let configuration = verb(
        "list", "List profiles, checks, interface patterns, JSON schemas or settings.",
        arguments: " <KIND> [<NAME> ...]",
        discussion: """
            nmfence list profiles                            all profiles
            nmfence list profiles calico-3.16                requirements of one profile
            nmfence list profiles calico-3.16 calico-3.24    differences between two
            nmfence list checks                              checks with severity and source
            nmfence list schemas check                       one JSON Schema
            nmfence list settings                            settings in effect, and where each is set
            """)

    @OptionGroup var common: CommonOptions<Format>
    @OptionGroup var requirements: RequirementOptions

    @Argument(
        help: .init("What to list.", "KIND", values: Kind.names), completion: .list(Kind.names),
        transform: Kind.init(named:))
    var kind: Kind

    @Argument(
        help: .init("Name of one item, or of two profiles to compare.", "NAME"), completion: Self.completion)
    var names: [String] = []

    /// What stands behind the kind, for a shell that completes it.
    private static let completion = CompletionKind.custom { words, _, _ in
        if words.contains(Kind.profiles.rawValue) { return Profile.names }
        return words.contains(Kind.schemas.rawValue) ? VerbTable.schemas.map(\.name) : []
    }

    func perform() throws(CommandFailure) -> ExitStatus {
        let output = try common.presentation()
        if names.count > kind.mostNames { throw .usage("unexpected argument '\(names[kind.mostNames])'") }
        if names.count > 1, output.format == .json {
            throw .usage("the differences of two profiles have no JSON format; list each profile instead")
        }
        let session = try Session(common, told: requirements.settings)
        if names.count > 1 {
            let difference = try profile(names[0]).difference(to: profile(names[1]))
            output.write(difference.description.printableLines)
        } else if kind == .schemas, let name = names.first {
            let schema = try schema(name)
            output.write(schema)
        } else {
            let listing = Listing(try rows(session))
            switch output.format {
            case .json: output.write(listing.json(kind: kind.rawValue, session.description(of: "list")))
            case .text: output.write(listing.text(output.layout))
            }
        }
        return .success
    }

    private func schema(_ name: String) throws(CommandFailure) -> String {
        let schemas = VerbTable.schemas
        if let schema = schemas.first(where: { $0.name == name }) { return schema.text }
        throw .usage("unknown schema '\(name)': \(InvalidValue(name, notAmong: schemas.map(\.name)))")
    }

    private func profile(_ name: String) throws(CommandFailure) -> Profile {
        guard Profile.names.contains(name) else {
            throw .usage(
                "unknown profile '\(name)': "
                    + InvalidValue(name, notAmong: Profile.names, listing: "nmfence list profiles").description)
        }
        do throws(ProfileError) { return try Profile(named: name, checks: CheckTable.ids) } catch {
            throw .defect(String(describing: error))
        }
    }

    private func addition(_ name: String) throws(CommandFailure) -> ProfileAddition {
        do throws(ProfileError) { return try ProfileAddition(named: name) } catch {
            throw .defect(String(describing: error))
        }
    }

    private func rows(_ session: Session) throws(CommandFailure) -> [Listing.Row] {
        switch kind {
        case .profiles:
            if let name = names.first {
                return try profile(name).requirements.map { row in
                    Listing.Row(name: row.id, meaning: "\(row.what) (\(row.severity.rawValue))", source: row.reference)
                }
            }
            let profiles = try Profile.names.map { name throws(CommandFailure) in
                let profile = try profile(name)
                return Listing.Row(name: name, meaning: profile.title, source: profile.reference)
            }
            return try profiles
                + Profile.additions.map { name throws(CommandFailure) in
                    let addition = try addition(name)
                    return Listing.Row(name: "--with \(name)", meaning: addition.title, source: addition.reference)
                }
        case .checks:
            return try session.checks().map {
                Listing.Row(name: $0.id, meaning: "\($0.title) (\($0.severity.rawValue))", source: $0.reference)
            }
        case .interfaces:
            let requirements = try session.profile().requirements
            return session.patterns.map { pattern in
                let row = requirements.first { $0.demand == .interface(pattern) }
                return Listing.Row(
                    name: pattern.description, meaning: row?.what ?? "an additional pattern",
                    source: row?.reference ?? session.settings.source(ofPattern: pattern.description))
            }
        case .settings: return session.settings.rows + session.waivers.rows
        case .schemas:
            return VerbTable.schemas.map {
                Listing.Row(name: $0.name, meaning: "JSON Schema of \($0.name) documents", source: "nmfence")
            }
        }
    }
}
