import Base
public import KeyFile

/// Whether two configurations decide alike about every interface outside of a fence, those that are not there included.
public enum DecisionComparison: Hashable, Sendable {
    /// They do.
    case same
    /// They do not about this interface.
    case difference(DeviceTraits, before: ManagedDecision, after: ManagedDecision)
    /// There is more to look at than is looked at: why.
    case open(String)
}

extension ManagedPolicy {
    /// Compares what this policy decides with what another one did.
    ///
    /// Exact like the search for coverage: an interface that is not in the fence and about which they differ is found
    /// where there is one, whatever its name, type, driver, version of the driver, address, channels or DHCP plugin.
    /// - Parameters:
    ///   - fence: globs of the names that may be decided otherwise.
    ///   - budget: shared with other questions; nil for the policy's own.
    public func comparison(
        with old: ManagedPolicy, outside fence: [RawText], within budget: SearchBudget? = nil
    ) -> DecisionComparison {
        DecisionSearch(old, self, outside: fence, budget ?? self.budget).outcome
    }
}

/// The search behind ``ManagedPolicy/comparison(with:outside:)``.
///
/// It looks only at interfaces for which a token holds that one configuration has and the other has not: about all
/// others both say the same. A drop-in that only adds names of the fence needs no search at all.
private struct DecisionSearch {
    /// A `[device*]` group as far as it decides.
    private enum Group: Hashable {
        case group(EffectiveList, managed: Bool)
        case open(Uncertainty)
    }

    private let old: ManagedPolicy
    private let new: ManagedPolicy
    private let fence: NameFence
    private let budget: SearchBudget

    init(_ old: ManagedPolicy, _ new: ManagedPolicy, outside fence: [RawText], _ budget: SearchBudget) {
        self.old = old
        self.new = new
        self.fence = NameFence(fence)
        self.budget = budget
    }

    var outcome: DecisionComparison {
        let lists = [old, new].map { EffectiveList($0.unmanaged, $0.behaviour) }
        let groups = [old, new].map { policy in policy.sections.compactMap { group($0, policy.behaviour) } }
        guard let changed = lists[0].difference(from: lists[1]), groups[0] == groups[1],
            old.unmanagedUncertainty == new.unmanagedUncertainty
        else {
            return search(for: [.everything], lists, groups)
        }
        let relevant = changed.filter { !fence.contains($0) }
        return relevant.isEmpty ? .same : search(for: relevant, lists, groups)
    }

    /// Nil where the group says nothing about any interface outside of the fence.
    private func group(_ section: ManagedPolicy.Section, _ behaviour: Behaviour) -> Group? {
        guard behaviour.has(.deviceManaged) != .no else { return nil }
        switch section {
        case .unreadable(let why): return .open(why)
        case .section(let section, let list):
            if let why = section.uncertainty { return .open(why) }
            guard section.managed != nil || section.stopsMatch != nil else { return nil }
            let effective = EffectiveList(list, behaviour)
            if !effective.isOpen, effective.positive.allSatisfy({ fence.contains($0) }) { return nil }
            return .group(effective, managed: MergeRules.boolean(section.managed?.text) ?? true)
        }
    }

    // MARK: The search

    /// More tokens are not followed one by one.
    private static let limit = 16

    private func search(
        for changed: Set<MatchToken.Condition>, _ lists: [EffectiveList], _ groups: [[Group]]
    ) -> DecisionComparison {
        let all = lists + groups.flatMap { $0 }.compactMap { if case .group(let list, _) = $0 { list } else { nil } }
        let unique = Array(Set(all))
        guard let devices = DeviceChoices(unique, new.behaviour).devices else {
            return .open("the lists name too many kinds of interfaces to compare them all")
        }
        var visitor = DecisionVisitor(old, new, devices, lists: unique)
        var patterns: [NamePattern] = []
        for condition in changed {
            switch condition {
            case .name(let name, isGlob: false):
                if let found = visit(name, &visitor) { return found }
            case .name(let glob, isGlob: true):
                if let pattern = NamePattern(glob, isGlob: true) { patterns.append(pattern) }
            default: patterns.append(.everyName)
            }
        }
        if patterns.contains(.everyName) || patterns.count > Self.limit { patterns = [.everyName] }
        for pattern in patterns {
            if let found = search(pattern, unique, &visitor) { return found }
        }
        return .same
    }

    private func visit(_ name: RawText, _ visitor: inout DecisionVisitor) -> DecisionComparison? {
        guard InterfaceName.isValid(name), !fence.contains(name) else { return nil }
        return visitor.difference(about: name)
    }

    /// Goes through the names that a pattern fits.
    private func search(
        _ pattern: NamePattern, _ lists: [EffectiveList], _ visitor: inout DecisionVisitor
    ) -> DecisionComparison? {
        var globs = Set(fence.patterns.filter { $0.mayMeet(pattern) })
        // Not managed at all by older versions.
        var literals: Set<RawText> = ["lo"]
        for condition in Set(lists.flatMap { $0.positive.union($0.except) }) {
            switch condition {
            case .name(let glob, isGlob: true):
                if let glob = NamePattern(glob, isGlob: true), glob.mayMeet(pattern) { globs.insert(glob) }
            case .name(let name, isGlob: false), .bare(let name): literals.insert(name)
            default: break
            }
        }
        // What is no text has no place in the search.
        for name in literals where !name.isUTF8 {
            if let found = visit(name, &visitor) { return found }
        }
        var found: DecisionComparison?
        let search = NameSearch(pattern: pattern, tokens: Array(globs), literals: Array(literals))
        let outcome = search.visit(within: budget, costOfName: old.costOfName + new.costOfName) { name in
            found = visit(name, &visitor)
            return found == nil
        }
        if let found { return found }
        return outcome == .exhausted ? .open("the lists are too complex to evaluate for every name") : nil
    }
}
