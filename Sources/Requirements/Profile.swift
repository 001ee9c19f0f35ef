public import Base
public import NetworkManagerConfiguration

/// Everything that one release of Calico needs of a node.
public struct Profile: Hashable, Sendable {
    /// The name by which users choose it: `calico-3.16`; of several together, with a plus sign between them.
    public let name: String
    /// The name in words.
    public let title: String
    /// The release of Calico from which on it holds; of several, the newest.
    public let release: Release
    /// The encapsulations that this release uses where nobody says otherwise.
    public let encapsulations: [String]
    /// The document that it was made from.
    public let reference: String
    /// The profile that it builds on; nil for the first, and for several.
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
        try self.init(named: [name], with: additions, checks: checks)
    }

    /// Reads several profiles as one: what any of them asks for. A row that several have is that of the last.
    public init(named names: [String], with additions: [String] = [], checks: [String]? = nil) throws(ProfileError) {
        try self.init(named: names, in: .builtIn, with: additions, checks: checks)
    }

    /// - Parameters:
    ///   - names: one or more.
    ///   - files: where profiles are looked for.
    ///   - additions: what is laid over it besides what the profile itself asks for.
    ///   - checks: the ids that rows of kind `check` may have; nil for any.
    ///   - isWanted: whether a row of this id is read.
    package init(
        named names: [String], in files: ProfileFiles, with additions: [String] = [], checks: [String]? = nil,
        where isWanted: (String) -> Bool = { _ in true }
    ) throws(ProfileError) {
        let layers = try names.map { name throws(ProfileError) in
            try ProfileLayers(named: name, in: files, where: isWanted)
        }
        var (symbols, rows) = (Facts(), layers.first?.rows ?? [])
        for layer in layers { symbols.merge(layer.symbols) }
        for row in layers.dropFirst().flatMap(\.rows) {
            if let position = rows.firstIndex(where: { $0.id == row.id }) {
                rows[position] = row
            } else {
                rows.append(row)
            }
        }
        let included = layers.flatMap { $0.header.list("with").map(String.init) }
        for addition in included + additions.filter({ !included.contains($0) }) {
            for source in try ProfileFiles.additions.sources(of: addition, where: isWanted) {
                symbols.merge(source.symbols)
                for row in source.rows { try ProfileLayers.lay(row, over: &rows) }
            }
        }
        name = names.joined(separator: "+")
        base = layers.count == 1 ? layers.first?.base : nil
        title = try layers.map { layer throws(ProfileError) in try layer.header.text("title") }
            .joined(separator: " and ")
        reference = try layers.map { layer throws(ProfileError) in try layer.header.text("reference") }
            .joined(separator: "; ")
        let releases = try layers.map { layer throws(ProfileError) in try layer.header.release("release") }
        guard let newest = releases.max() else {
            throw ProfileError(.unknownProfile(name), ProfilePlace(profile: name, line: 0))
        }
        release = newest
        encapsulations = layers.flatMap { $0.header.list("encapsulation").map(String.init) }.unique
        var requirements: [Requirement] = []
        for row in rows { requirements.append(try Requirement(row, symbols: symbols, checks: checks)) }
        self.requirements = requirements
        try Self.checkReferences(rows)
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
