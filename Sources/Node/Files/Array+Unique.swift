extension Array where Element: Equatable {
    /// Each element once, at its first place.
    public var unique: [Element] { enumerated().filter { firstIndex(of: $1) == $0 }.map(\.element) }
}
