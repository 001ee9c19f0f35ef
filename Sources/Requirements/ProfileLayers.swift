/// One profile with those that it builds on, the first release lowest: its rows as they are written, before any is
/// read.
struct ProfileLayers {
    /// The profile's own data; what it does not say is that of its base.
    private(set) var header: ProfileGroup
    /// The configuration symbols of modules.
    private(set) var symbols = Facts()
    /// The rows, those of the base first.
    private(set) var rows: [ProfileGroup] = []
    /// The profile that it builds on; nil for the first.
    let base: String?

    /// - Parameter isWanted: whether a row of this id is read.
    init(named name: String, in files: ProfileFiles, where isWanted: (String) -> Bool) throws(ProfileError) {
        header = ProfileGroup(id: "profile", place: ProfilePlace(profile: name, line: 0), facts: Facts())
        let sources = try files.sources(of: name, where: isWanted)
        base = sources.dropLast().last?.name
        for source in sources {
            header.facts.merge(source.header.facts)
            symbols.merge(source.symbols)
            for id in source.header.list("remove").map(String.init) where isWanted(id) {
                try Self.remove(id, from: &rows, source)
            }
            // No id is twice in one file.
            if rows.isEmpty { rows = source.rows } else { for row in source.rows { try Self.lay(row, over: &rows) } }
        }
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
    static func lay(_ group: ProfileGroup, over rows: inout [ProfileGroup]) throws(ProfileError) {
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
}
