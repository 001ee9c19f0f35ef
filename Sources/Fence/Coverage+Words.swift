public import KeyFile
public import NetworkManagerConfiguration
import SystemPackage

extension Coverage {
    /// Whether no name is managed, for certain.
    public var isUnmanaged: Bool {
        if case .allUnmanaged = self { true } else { false }
    }

    /// The `except:` token that keeps a name out of the list, as it is spelled; nil where none does.
    public var exception: String? {
        guard case .counterexample(_, let decision) = self, let token = decision.decidedBy?.token,
            MatchToken(SourceToken(token, origin: Origin(path: "", line: nil))).isExcept
        else { return nil }
        return token.description
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
