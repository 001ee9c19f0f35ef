/// Yes, no, or not known, and then why: the program's one logic of three values.
///
/// Where one of two answers is enough, the other one need not be known; where it is not, the reason of the first that
/// is unknown stays.
///
/// The engine of packets asks so often that all of it is compiled into the modules that use it: `==` as the compiler
/// makes it would be called through tables there.
@frozen
public enum ReasonedAnswer<Reason: Hashable & Sendable>: Hashable, Sendable {
    case no, unknown(Reason), yes

    /// Whether both are the same, the reason included.
    @inlinable
    public static func == (left: Self, right: Self) -> Bool {
        switch (left, right) {
        case (.no, .no), (.yes, .yes): true
        case (.unknown(let left), .unknown(let right)): left == right
        default: false
        }
    }

    /// A known answer.
    @inlinable
    public init(_ value: Bool) { self = value ? .yes : .no }

    /// True or false, as it is written down; nil where it is not known.
    @inlinable
    public var value: Bool? {
        switch self {
        case .no: false
        case .unknown: nil
        case .yes: true
        }
    }

    /// What is unknown stays so.
    @inlinable
    public static prefix func ! (answer: Self) -> Self {
        switch answer {
        case .no: .yes
        case .unknown: answer
        case .yes: .no
        }
    }

    /// No where one is, yes where both are. The right one is asked for only where it counts.
    @inlinable
    public static func && (left: Self, right: @autoclosure () -> Self) -> Self {
        switch left {
        case .no: .no
        case .yes: right()
        case .unknown: if case .no = right() { .no } else { left }
        }
    }

    /// Yes where one is, no where both are.
    @inlinable
    public static func || (left: Self, right: @autoclosure () -> Self) -> Self { !(!left && !right()) }
}

/// An answer whose reason stands elsewhere, or goes without saying.
public typealias Answer = ReasonedAnswer<NoReason>

/// The reason of an ``Answer``.
@frozen
public struct NoReason: Hashable, Sendable {
    /// The only one.
    @inlinable
    public init() {}

    /// All are the same.
    @inlinable
    public static func == (left: Self, right: Self) -> Bool { true }
}

extension ReasonedAnswer where Reason == NoReason {
    /// Not known.
    @inlinable public static var unknown: Self { .unknown(NoReason()) }
}
