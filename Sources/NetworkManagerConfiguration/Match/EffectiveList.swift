import Base
import KeyFile

/// What a list of devices comes to: lists that are equal so decide alike about every device.
///
/// Gone are tokens that no device can fulfil, and those that cannot make a difference.
struct EffectiveList: Hashable {
    /// What puts a device into the list.
    private(set) var positive: Set<MatchToken.Condition> = []
    /// What keeps it out.
    private(set) var except: Set<MatchToken.Condition> = []
    /// Whether it consists of exceptions only, and what that means hangs on a version that is not known.
    private(set) var isOpen = false

    /// - Parameter list: nil for the list of a group that has none, and is for all devices.
    init(_ list: MatchList?, _ behaviour: Behaviour) {
        guard let list else {
            positive = [.everything]
            return
        }
        for token in list.tokens where token.condition.isPossible(behaviour) {
            if token.isExcept { except.insert(token.condition) } else { positive.insert(token.condition) }
        }
        if list.isExceptOnly {
            switch behaviour.has(.exceptOnlyMatches) {
            case .yes: positive = [.everything]
            case .no: break
            case .unknown:
                isOpen = true
                return
            }
        }
        if positive.contains(.everything) { positive = [.everything] }
        if positive.isEmpty || except.contains(.everything) { (positive, except) = ([], []) }
    }

    /// The conditions that one of two lists has and the other has not; nil where that is not all that tells them apart.
    func difference(from other: EffectiveList) -> Set<MatchToken.Condition>? {
        guard isOpen == other.isOpen else { return nil }
        return positive.symmetricDifference(other.positive).union(except.symmetricDifference(other.except))
    }
}
