/// An answer that may not be known.
public enum Answer: Hashable, Sendable {
    case no, unknown, yes

    /// A known answer.
    public init(_ value: Bool) { self = value ? .yes : .no }

    /// What is unknown stays so.
    public static prefix func ! (answer: Answer) -> Answer {
        switch answer {
        case .no: .yes
        case .unknown: .unknown
        case .yes: .no
        }
    }

    /// Yes where one is, no where both are.
    public static func || (left: Answer, right: Answer) -> Answer { !(!left && !right) }

    /// No where one is, yes where both are.
    public static func && (left: Answer, right: Answer) -> Answer {
        left == .no || right == .no ? .no : left == .yes && right == .yes ? .yes : .unknown
    }
}
