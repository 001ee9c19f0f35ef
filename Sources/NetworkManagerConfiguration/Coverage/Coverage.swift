public import KeyFile

/// Whether every name that fits a pattern is unmanaged.
public enum Coverage: Hashable, Sendable {
    /// Every one is, by these lines.
    case allUnmanaged(by: [ManagedDecision.Line])
    /// This name fits, and is managed, or left alone by udev's rules only, or it depends on these.
    case counterexample(name: RawText, decision: ManagedDecision)
    /// No name is known to be managed, but for this one (where there is one) it cannot be told.
    case undetermined(name: RawText?, reason: String)
}
