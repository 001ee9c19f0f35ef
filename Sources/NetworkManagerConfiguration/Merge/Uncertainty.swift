/// Why something cannot be known from here.
public struct Uncertainty: Hashable, Sendable, CustomStringConvertible {
    /// The reason, as the end of the sentence "this cannot be told, because …".
    public let description: String

    /// Takes the reason.
    public init(_ description: String) { self.description = description }
}
