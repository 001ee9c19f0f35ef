import KeyFile

/// One line of a rules file that udev does not drop.
struct UdevRule: Hashable {
    /// The file and the number that udev gives the line: that of its last part, where it is continued.
    let origin: Origin
    /// What it does, in the order in which udev does it.
    var tokens: [UdevToken] = []
    var label: RawText?
    /// The labels that it jumps to: the first that is there counts.
    var jumps: [RawText] = []
    /// The rule in the same file that it jumps to.
    var target: Int?

    init(_ origin: Origin) { self.origin = origin }

    mutating func sort() {
        // Stable, as udev's own sorting is.
        tokens = tokens.enumerated().sorted {
            ($0.element.key.rawValue, $0.offset) < ($1.element.key.rawValue, $1.offset)
        }.map(\.element)
    }
}

extension [UdevRule] {
    /// Ties jumps to the labels behind them. There is no way back, so no loop: a jump to a label above is dropped.
    mutating func resolveJumps(_ dialect: UdevDialect) {
        var labels: [RawText: Int] = [:]
        for place in indices.reversed() {
            self[place].target = self[place].jumps.lazy.compactMap { labels[$0] }.first
            if let label = self[place].label, dialect.isRewritten || !label.isEmpty { labels[label] = place }
        }
    }
}
