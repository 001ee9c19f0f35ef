extension DecodingError {
    /// What the parser says, as the end of a sentence, and where.
    public var reason: String {
        func place(_ path: [any CodingKey]) -> String {
            path.map { $0.intValue.map { "element \($0)" } ?? $0.stringValue }.joined(separator: ", ")
        }
        return switch self {
        case .dataCorrupted(let context): context.debugDescription
        case .keyNotFound(let key, let context): "'\(key.stringValue)' is missing in \(place(context.codingPath))"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            context.codingPath.isEmpty
                ? context.debugDescription : "\(context.debugDescription) in \(place(context.codingPath))"
        @unknown default: "\(self)"
        }
    }
}
