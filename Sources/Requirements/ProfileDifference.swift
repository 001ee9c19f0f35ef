import Base
import NetworkManagerConfiguration
import Node

/// What changes from one profile to another, row by row.
public struct ProfileDifference: Hashable, Sendable {
    /// One row that is not the same in both.
    public enum Change: Hashable, Sendable {
        /// Only the second profile asks for it.
        case added(Requirement)
        /// Only the first does.
        case removed(Requirement)
        /// Both do, and not for the same.
        case changed(from: Requirement, to: Requirement)
    }

    /// The first profile's name.
    public let old: String
    /// The second profile's name.
    public let new: String
    /// The rows, in the order of the first profile, then those that are new.
    public let changes: [Change]
}

extension Profile {
    /// What changes from this profile to another.
    public func difference(to other: Profile) -> ProfileDifference {
        let kept: [ProfileDifference.Change] = requirements.compactMap { row in
            guard let counterpart = other[row.id] else { return .removed(row) }
            return counterpart == row ? nil : .changed(from: row, to: counterpart)
        }
        let added = other.requirements.filter { self[$0.id] == nil }.map(ProfileDifference.Change.added)
        return ProfileDifference(old: name, new: other.name, changes: kept + added)
    }
}

extension ProfileDifference: CustomStringConvertible {
    /// One line a change: `+`, `-` or `~`, the id, what is asked and how much it weighs.
    public var description: String {
        changes.map { change in
            switch change {
            case .added(let row): "+ \(row.id): \(row.what) (\(row.severity.rawValue))"
            case .removed(let row): "- \(row.id): \(row.what) (\(row.severity.rawValue))"
            case .changed(let old, let new): "~ \(old.id): \(Self.change(from: old, to: new))"
            }
        }.map { $0 + "\n" }.joined()
    }

    /// Both forms where they read differently; otherwise what else it is that changed.
    private static func change(from old: Requirement, to new: Requirement) -> String {
        let weights = old.severity == new.severity ? "" : " (\(old.severity.rawValue) -> \(new.severity.rawValue))"
        if old.what != new.what { return "\(old.what) -> \(new.what)\(weights)" }
        let (before, after) = (old.demand.facts, new.demand.facts)
        if before != after { return "\(new.what): \(before) -> \(after)\(weights)" }
        if !weights.isEmpty { return new.what + weights }
        let conditions = [old, new].map { $0.condition?.rawValue ?? "always" }
        if conditions[0] != conditions[1] { return "\(new.what): \(conditions[0]) -> \(conditions[1])" }
        return "\(new.what): now in \(new.reference)"
    }
}

extension Demand {
    /// The facts in words, short enough for a line.
    public var facts: String {
        switch self {
        case .interface(let pattern): pattern.description
        case .architecture(let accepted): accepted.joined(separator: ", ")
        case .kernelVersion(let minimum, let backports):
            ([minimum.description] + backports.map { "\($0.system) \($0.minimum)" }).joined(separator: ", ")
        case .distribution(let known):
            known.map { [$0.id, $0.spelling].compactMap(\.self).joined(separator: " ") }
                .joined(separator: ", ")
        case .openShift(let minimum): minimum.description
        case .kernelFeature(let feature): feature.facts
        case .capability(let capability): capability.description
        case .port(let port): port.facts
        case .datastore(let store): store.rawValue
        case .check: ""
        }
    }
}

extension KernelFeature {
    fileprivate var facts: String {
        let own = Self.facts(alternatives)
        return alternativesForIPv6.isEmpty ? own : "\(own); for IPv6: \(Self.facts(alternativesForIPv6))"
    }

    private static func facts(_ alternatives: [[Need]]) -> String {
        // A list where all are needed, and sums where there is a choice.
        let separator = alternatives.count > 1 ? " + " : ", "
        return alternatives.map { $0.map(\.description).joined(separator: separator) }.joined(separator: ", or ")
    }
}

extension Demand.Port {
    fileprivate var facts: String {
        let numbers = numbers.map(String.init).joined(separator: ", ")
        let versions = versions.sorted().map { "IPv\($0)" }.joined(separator: " and ")
        let way = isIncomingOnly ? ", incoming" : ""
        return "\(transport.rawValue) \(numbers) over \(versions)\(way) (\(role.rawValue))"
    }
}
