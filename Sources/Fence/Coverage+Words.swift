public import KeyFile
public import NetworkManagerConfiguration
import SystemPackage

extension Coverage {
    /// Whether no name is managed, for certain.
    public var isUnmanaged: Bool {
        if case .allUnmanaged = self { true } else { false }
    }

    /// The name that is managed, or may be; nil where there is none to name.
    public var missedName: RawText? {
        switch self {
        case .allUnmanaged: nil
        case .counterexample(let name, _): name
        case .undetermined(let name, _): name
        }
    }

    /// Why it is not all unmanaged, in words.
    public var reason: String {
        switch self {
        case .allUnmanaged: return "every name is unmanaged"
        case .undetermined(_, let why): return "it cannot be told, because \(why)"
        case .counterexample(let name, let decision):
            let place = decision.decidedBy.map { " (\($0.origin))" } ?? ""
            return "\(decision.verdict(on: name)): \(decision.reason)\(place)"
        }
    }
}

extension ManagedDecision {
    /// What becomes of an interface that nothing fences, in words.
    public func verdict(on name: RawText) -> String {
        switch managed {
        case true?: "\(name) would be managed"
        case false?: "\(name) is not fenced, only left alone by udev"
        case nil: "\(name) is not fenced, and whether udev leaves it alone cannot be told"
        }
    }
}
