public import NetworkManagerConfiguration

/// The interfaces that any release of Calico makes.
public enum CalicoInterfaces {
    /// The patterns of every profile's rows, the oldest first.
    public static func all() throws(ProfileError) -> [InterfacePattern] {
        var rows: [ProfileGroup] = []
        for file in ProfileFiles.builtIn.files {
            for row in try ProfileSource(file, where: { $0.hasPrefix("interface.") }).rows {
                if let position = rows.firstIndex(where: { $0.id == row.id }) {
                    rows[position].facts.merge(row.facts)
                } else {
                    rows.append(row)
                }
            }
        }
        var patterns: [InterfacePattern] = []
        for row in rows { patterns.append(try InterfacePattern(row)) }
        return patterns
    }
}
