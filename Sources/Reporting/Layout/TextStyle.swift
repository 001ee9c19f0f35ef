/// How text is set off on a terminal. Meaning is never carried by it alone.
public struct TextStyle: Sendable {
    /// What a piece of text means.
    public enum Role: Sendable {
        /// As it should be.
        case good
        /// Wrong.
        case bad
        /// Not right, or not known.
        case doubtful
        /// Beside the point.
        case faint
        /// A headline.
        case strong
        /// Itself.
        case plain
    }

    private let isColoured: Bool

    /// - Parameter isColoured: whether escape sequences may be written at all.
    public init(isColoured: Bool) {
        self.isColoured = isColoured
    }

    /// The text in the colour of its role.
    public func callAsFunction(_ text: String, _ role: Role) -> String {
        guard isColoured, role != .plain, !text.isEmpty else { return text }
        let code =
            switch role {
            case .good: "32"
            case .bad: "1;31"
            // No yellow, which cannot be read on white.
            case .doubtful: "1;35"
            case .faint: "2"
            case .strong: "1"
            case .plain: "0"
            }
        return "\u{1B}[\(code)m\(text)\u{1B}[0m"
    }
}
