import KeyFile

/// What one source says (a file, the daemon's own file, the command line), in the order in which it takes effect.
///
/// A layer is made once and never changed: the effective configuration is a walk over the layers, and what a later one
/// overrides is still in the earlier one.
struct ConfigurationLayer: Sendable {
    /// One step of the walk.
    enum Step: Sendable {
        /// A group stands in the file, with or without keys that count.
        case group(RawText)
        /// The source replaces a group as a whole.
        case replaceGroup(RawText, Origin)
        /// A key is set or changed.
        case change(key: RawText, group: RawText, ValueChange)
    }

    /// The steps.
    private(set) var steps: [Step] = []

    /// Adds a step to a layer that is being made.
    mutating func append(_ step: Step) { steps.append(step) }

    /// Adds a plain assignment.
    mutating func assign(_ key: RawText, in group: RawText, _ value: RawText, origin: Origin) {
        append(.change(key: key, group: group, ValueChange(.assign, value, origin: origin)))
    }
}
