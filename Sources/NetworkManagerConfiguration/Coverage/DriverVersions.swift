import KeyFile

/// The versions of a driver that globs can tell apart.
struct DriverVersions {
    /// One of each sort; the empty one, of a driver that has none, is among them.
    let choices: [RawText]

    /// - Parameter globs: what tokens compare the version with.
    init(_ globs: [RawText]) {
        let globs = Set(globs).sorted()
        guard !globs.isEmpty else {
            choices = [""]
            return
        }
        // The glob with its wild characters filled in, and with nothing in their place.
        var versions: Set<RawText> = ["", "1"]
        for glob in globs {
            versions.insert(RawText(glob.bytes.filter { $0 != UInt8(ascii: "*") }.map(Self.filled)))
            versions.insert(RawText(glob.bytes.map(Self.filled)))
        }
        // And all that fit several of them, as far as they are no longer than names of interfaces.
        let automata = globs.compactMap { NamePattern($0, isGlob: true) }
        _ = NameSearch(pattern: .everyName, tokens: automata, literals: []).visit(within: SearchBudget()) { version in
            versions.insert(version)
            return versions.count < 512
        }
        choices = versions.sorted()
    }

    private static func filled(_ byte: UInt8) -> UInt8 {
        byte == UInt8(ascii: "*") || byte == UInt8(ascii: "?") ? UInt8(ascii: "0") : byte
    }
}
