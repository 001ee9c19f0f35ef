public import Requirements

/// One question about the node, asked once.
///
/// A check looks and never changes anything, and it never throws: what it could not find out is an outcome as well.
public protocol Check {
    /// The stable name by which users select, skip and explain it, such as `kernel.feature.ip-set`.
    var id: String { get }
    /// Names that it had before, and that are still understood.
    var aliases: [String] { get }
    /// What is asked, in a few words, for a list.
    var title: String { get }
    /// What must be so for the check to pass, in words.
    var expected: String { get }
    /// How much a finding weighs: a property of the profile's row, not of the way of looking.
    var severity: Severity { get }
    /// Where the requirement comes from: a document and its row, or an upstream change.
    var reference: String { get }
    /// What it means, how it is decided and how it is fixed, for `nmfence explain ID`.
    var explanation: Explanation { get }
    /// Looks at the node.
    func evaluate(in context: CheckContext) -> Outcome
}

extension Check {
    /// Most never had another.
    public var aliases: [String] { [] }

    /// Whether this is its name, or was.
    public func isCalled(_ name: String) -> Bool { id == name || aliases.contains(name) }
}

/// How much a finding weighs: a word of the profile's row.
public typealias Severity = Requirement.Severity

/// The long answer about a check.
public struct Explanation: Hashable, Sendable {
    /// Why Calico needs it.
    public let meaning: String
    /// What is checked, what that needs and where its limits are: at most three sentences, for a terminal.
    public let decision: String
    /// The same at length, for who wants to know how the check decides; empty where ``decision`` says all.
    public let details: String
    /// What to do where it fails.
    public let remedy: String

    /// An explanation in parts, each one or more sentences.
    public init(meaning: String, decision: String, details: String = "", remedy: String) {
        self.meaning = meaning
        self.decision = decision
        self.details = details
        self.remedy = remedy
    }
}
