import KeyFile

/// A kind of fault that cuts pods off, and the checks that find it.
public struct Cause: Hashable, Sendable {
    /// What it is about, in one or two words: `firewall`.
    public let topic: String
    /// What is wrong, as a headline.
    public let title: String
    /// What it does to pods.
    public let effect: String
    /// The IDs of the checks that find it, as globs.
    let checks: [String]

    /// The IDs of checks whose findings are only the reason for those of the others: alone they cut no pod off.
    var reasons: [String] = []

    /// Whether a check of this ID finds it, or a reason for it.
    func isFound(by id: String) -> Bool {
        checks.contains { Glob(RawText($0)).matches(RawText(id)) } || isReason(id)
    }

    /// Whether what a check of this ID finds is only a reason.
    func isReason(_ id: String) -> Bool { reasons.contains(id) }
}
