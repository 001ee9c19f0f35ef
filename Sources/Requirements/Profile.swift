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
    public var interfaces: [(pattern: String, condition: Requirement.Condition?)] {
        requirements.compactMap { row in
            if case .interface(let pattern) = row.demand { (pattern, row.condition) } else { nil }
        }
    }

    /// Reads a profile and those that it builds on.
    /// - Throws: ``ProfileError/Code/unknown`` where no profile has this name.
    public init(named name: String) throws(ProfileError) {
        try self.init(named: name) { _ in true }
    }

    /// - Parameter isWanted: whether a row of this id is read.
    init(named name: String, where isWanted: (String) -> Bool) throws(ProfileError) {
        var sources: [ProfileSource] = []
        var next: String? = name
        while let name = next {
            guard !sources.contains(where: { $0.name == name }) else { throw ProfileError(.circular, name) }
            let source = try ProfileSource(name, where: isWanted)
            sources.append(source)
            next = source.header["base"]
        }
        try self.init(sources.reversed())
    }

    /// Lays one profile over the other: a key that is set again replaces the earlier one, a removed row is gone.
    private init(_ sources: [ProfileSource]) throws(ProfileError) {
        var header = Facts()
        var symbols = Facts()
        var rows: [(id: String, facts: Facts)] = []
        for source in sources {
            header.merge(source.header)
            symbols.merge(source.symbols)
            let removed = source.header["remove"]?.split(separator: ",").map(String.init) ?? []
            rows.removeAll { removed.contains($0.id) }
            for group in source.rows {
                if let position = rows.firstIndex(where: { $0.id == group.id }) {
                    rows[position].facts.merge(group.facts)
                } else {
                    rows.append(group)
                }
            }
        }
        name = sources.last?.name ?? ""
        base = sources.last?.header["base"]
        title = header["title"] ?? name
        reference = header["reference"] ?? ""
        encapsulations = header["encapsulation"]?.split(separator: ",").map(String.init) ?? []
        guard let release = header["release"].flatMap({ Release($0) }) else {
            throw ProfileError(.invalid(key: "release"), name)
        }
        self.release = release
        var requirements: [Requirement] = []
        for row in rows {
            requirements.append(try Requirement(id: row.id, facts: row.facts, symbols: symbols, profile: name))
        }
        self.requirements = requirements
    }
}
