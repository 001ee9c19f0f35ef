import Base
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
        case .allUnmanaged: return "all matching names are unmanaged"
        case .undetermined(_, let why): return "\(why)"
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
        case .yes: "for example \"\(name)\" would be managed"
        case .no: "for example \"\(name)\" is unmanaged only by a udev rule"
        case .unknown: "for example \"\(name)\" is excluded by no setting; the effect of udev rules is unknown"
        }
    }

    /// The same of several interfaces: the rest of a sentence that begins with their names.
    public var verdictOnSeveral: String {
        switch managed {
        case .yes: "would be managed"
        case .no: "would be unmanaged only by a udev rule"
        case .unknown: "would be managed, unless udev rules prevent it"
        }
    }
}
