import Reporting

/// The verbs, and what is found among them.
enum VerbTable {
    /// Every verb, in the order of the help.
    static let all: [any Verb.Type] = [
        CheckVerb.self, DiffVerb.self, FixVerb.self, ExplainVerb.self, ConfigVerb.self, ListVerb.self, RenderVerb.self,
        RevertVerb.self, MergeVerb.self,
    ]

    /// The schemas of what the verbs write, by name.
    static var schemas: [Schema] {
        Dictionary(all.map { ($0.schema.name, $0.schema) }, uniquingKeysWith: { first, _ in first }).values
            .sorted { $0.name < $1.name } + [.error, .follow, .version]
    }

    /// The verb of this name.
    static func verb(named name: String) -> (any Verb.Type)? {
        all.first { $0.name == name }
    }
}
