/// A value of an option that is one of a few names.
protocol Choice: RawRepresentable<String>, CaseIterable, Sendable {}

extension Choice {
    /// The names.
    static var names: [String] { allCases.map { $0.rawValue } }

    /// The value of this name.
    init(named name: String) throws(InvalidValue) {
        guard let value = Self(rawValue: name) else { throw InvalidValue(name, notAmong: Self.names) }
        self = value
    }
}
