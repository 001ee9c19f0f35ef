/// What a list of devices says of one.
public enum MatchResult: Hashable, Sendable {
    /// It is in the list.
    case match
    /// It is not.
    case noMatch
    /// It is excluded by an `except:`, which beats every positive token.
    case negativeMatch
    /// Something unknown decides.
    case unknown(Uncertainty)
}
