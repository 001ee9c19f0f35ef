public import NetworkManagerConfiguration

/// Everything that one release of Calico needs of a node.
public struct Profile: Hashable, Sendable {
    /// The name by which users choose it: `calico-3.16`.
    public let name: String
    /// The name in words.
    public let title: String
    /// The release of Calico from which on it holds.
    public let release: Release
    /// The encapsulations that this release uses where nobody says otherwise.
    public let encapsulations: [String]
    /// The document that it was made from.
    public let reference: String
    /// The profile that it builds on; nil for the first.
    public let base: String?
    /// The rows, those of the base first.
    public let requirements: [Requirement]

    /// The row of this id.
    public subscript(id: String) -> Requirement? {
        requirements.first { $0.id == id }
    }

    /// The interface patterns that are Calico's alone, with the condition of each.
    public var interfaces: [(pattern: InterfacePattern, condition: Requirement.Condition?)] {
        requirements.compactMap { row in
            if case .interface(let pattern) = row.demand { (pattern, row.condition) } else { nil }
        }
    }

    /// Reads a profile and those that it builds on.
    /// - Parameters:
    ///   - additions: what is laid over it, by name: see ``additions``.
    ///   - checks: the ids that rows of kind `check` may have; nil for any. The checks are declared in a module that
    ///     uses this one.
    /// - Throws: ``ProfileError/Code/unknownProfile(_:)`` where no profile has this name, and any other where a file
    ///   has a mistake.
    public init(named name: String, with additions: [String] = [], checks: [String]? = nil) throws(ProfileError) {
        try self.init(named: name, in: .builtIn, with: additions, checks: checks)
    }

    /// - Parameters:
    ///   - files: where profiles are looked for.
    ///   - additions: what is laid over it besides what the profile itself asks for.
    ///   - checks: the ids that rows of kind `check` may have; nil for any.
    ///   - isWanted: whether a row of this id is read.
    package init(
        named name: String, in files: ProfileFiles, with additions: [String] = [], checks: [String]? = nil,
        where isWanted: (String) -> Bool = { _ in true }
    ) throws(ProfileError) {
        var header = ProfileGroup(id: "profile", place: ProfilePlace(profile: name, line: 0), facts: Facts())
        var symbols = Facts()
        var rows: [ProfileGroup] = []
        let sources = try files.sources(of: name, where: isWanted)
        for source in sources {
            header.facts.merge(source.header.facts)
            symbols.merge(source.symbols)
            for id in source.header.list("remove").map(String.init) where isWanted(id) {
                try Self.remove(id, from: &rows, source)
            }
            // No id is twice in one file.
            if rows.isEmpty { rows = source.rows } else { for row in source.rows { try Self.lay(row, over: &rows) } }
        }
        let included = header.list("with").map(String.init)
        for addition in included + additions.filter({ !included.contains($0) }) {
            for source in try ProfileFiles.additions.sources(of: addition, where: isWanted) {
                symbols.merge(source.symbols)
                for row in source.rows { try Self.lay(row, over: &rows) }
            }
        }
        self.name = name
        base = sources.last?.header.facts["base"]?.value
        title = try header.text("title")
        reference = try header.text("reference")
        encapsulations = header.list("encapsulation").map(String.init)
        release = try header.release("release")
        var requirements: [Requirement] = []
        for row in rows { requirements.append(try Requirement(row, symbols: symbols, checks: checks)) }
        self.requirements = requirements
        try Self.checkReferences(rows)
    }

    private static func remove(
        _ id: String, from rows: inout [ProfileGroup], _ source: ProfileSource
    ) throws(ProfileError) {
        guard let position = rows.firstIndex(where: { $0.id == id }) else {
            let place = source.header.facts["remove"]?.place ?? source.header.place
            throw ProfileError(.unknownID(id, allowed: rows.map(\.id)), place)
        }
        rows.remove(at: position)
    }

    /// A key that is set again replaces the earlier one; what a row asks for stays of one kind.
    private static func lay(_ group: ProfileGroup, over rows: inout [ProfileGroup]) throws(ProfileError) {
        guard let position = rows.firstIndex(where: { $0.id == group.id }) else {
            rows.append(group)
            return
        }
        let kind = try group.text("kind")
        if let before = rows[position].facts["kind"], before.value != kind {
            throw group.invalid("kind", "the kind that \(before.place) gives this row: \(before.value)")
        }
        rows[position].facts.merge(group.facts)
    }

    /// Refuses a row that leaves the word to one that is not there.
    private static func checkReferences(_ rows: [ProfileGroup]) throws(ProfileError) {
        for row in rows {
            guard let fact = row.facts["told-by"] else { continue }
            for entry in row.list("told-by") {
                let id = entry.fields(":").last.map(String.init) ?? ""
                if !rows.contains(where: { $0.id == id }) {
                    throw ProfileError(.unknownID(id, allowed: rows.map(\.id)), fact.place)
                }
            }
        }
    }
}
