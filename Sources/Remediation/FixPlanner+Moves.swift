import Base
import Fence
import KeyFile
import NetworkManager
import NetworkManagerConfiguration
import Node

/// The moves of a fix, the strongest first: names in the list of unmanaged devices, exceptions out of it, and where
/// that does not do or would change other decisions, a group of devices.
extension FixPlanner {
    /// The most exceptions that are taken out of a list one by one before it is given up.
    private static let removalLimit = 64

    /// The first move that reaches the goal.
    func reachingMove(from present: ManagedPolicy) throws(ChangeFailure) -> FenceAttempt {
        let fence = DropIn.fence(with: patterns)
        let others = OtherDecisions(context, present, except: fence, within: effort.search)
        // What somebody added is the reason that can be done something about.
        var (lost, obstacle): (String?, FenceObstacle?) = (nil, nil)
        var partial: [FenceMove] = []
        for name in try names(present) {
            if let setting = settingLost(with: name, present) {
                lost = lost ?? setting
                continue
            }
            for addsEverything in [false, true] {
                let start = FenceMove(name: name, addsEverything: addsEverything)
                let (attempt, inTheWay) = try listMove(start, present, others, fence)
                if let attempt, inTheWay == nil { return attempt }
                if obstacle == nil || (obstacle?.exception == nil && inTheWay?.exception != nil) { obstacle = inTheWay }
                if let attempt { partial.append(attempt.move) }
            }
            partial.append(FenceMove(name: name, changesList: false))
        }
        let (attempt, groupObstacle) = try groupMove(partial, present, others)
        if let attempt { return attempt }
        let hint = groupObstacle.map { "; a [device] section cannot either: \($0)" } ?? versionHint
        let reason = (lost ?? obstacle?.description).map { $0 + hint }
        if present.stack.isUncertain {
            throw .undetermined(
                "cannot determine whether a drop-in would work" + (reason.map { ": \($0)" } ?? ""))
        }
        throw .unreachable(
            "no drop-in can achieve this: " + (reason ?? "no file name is free"))
    }

    /// Why a group of devices was not tried, where it may do.
    private var versionHint: String {
        subject.version == nil
            ? "; a [device] section may work from NetworkManager 1.10 on, but the version is unknown: pass "
                + "--nm-version" : ""
    }

    // MARK: The list

    /// Takes exceptions out until the list covers what it must, or as far as that changes no other decision.
    /// - Returns: the last that was tried, nil where even the first step would change others; and what is in the way,
    ///   nil where the goal is reached.
    private func listMove(
        _ start: FenceMove, _ present: ManagedPolicy, _ others: OtherDecisions, _ fence: InterfaceFence
    ) throws(ChangeFailure) -> (FenceAttempt?, FenceObstacle?) {
        var best = try attempt(start, present)
        if let difference = others.firstDifference(under: best.policy) {
            let place = difference.place.map { " (\($0))" } ?? ""
            return (nil, FenceObstacle(reason: "adding Calico's names \(difference.words)\(place)"))
        }
        var obstacle: FenceObstacle?
        for pattern in patterns {
            var steps = 0
            while case let coverage = self.coverage(of: pattern, by: best.policy), !coverage.isUnmanaged {
                guard let exception = exception(in: best.policy, coverage, pattern, Set(best.move.removed)),
                    steps < Self.removalLimit
                else {
                    obstacle = obstacle ?? FenceObstacle(reason: coverage.reason)
                    break
                }
                steps += 1
                var next = best.move
                next.removed += removal(of: exception, best.policy, fence)
                let candidate = try attempt(next, present)
                if let difference = others.firstDifference(under: candidate.policy) {
                    obstacle = FenceObstacle(
                        exception: exception, reason: difference.words, name: knownName(pattern, coverage))
                    break
                }
                best = candidate
            }
        }
        return (best, obstacle)
    }

    /// Finds out what NetworkManager decides with the files of a move.
    private func attempt(_ move: FenceMove, _ present: ManagedPolicy) throws(ChangeFailure) -> FenceAttempt {
        let changes = try changes(present, move)
        files.lay(changes)
        if files.bytesRead > effort.bytes, let largest = files.largest {
            throw .undetermined(
                "cannot determine whether a drop-in would work: NetworkManager's configuration is too large to try "
                    + "more of them (\(largest.size) bytes in \(largest.path))")
        }
        return FenceAttempt(move: move, changes: changes, policy: subject.policy(reading: files))
    }

    /// The next exception to take out for a name that is not covered; nil where there is none.
    private func exception(
        in policy: ManagedPolicy, _ coverage: Coverage, _ pattern: InterfacePattern, _ removed: Set<RawText>
    ) -> SourceToken? {
        guard let name = coverage.missedName else { return nil }
        return policy.exceptions(for: DeviceTraits(name: name, kind: pattern.kind))
            .first { !removed.contains($0.text) }
    }

    /// An exception with its likes: where it is for names of the fence only, so are others, and nobody else needs them.
    private func removal(of exception: SourceToken, _ policy: ManagedPolicy, _ fence: InterfaceFence) -> [RawText] {
        let inside = policy.exceptions(inside: fence.texts).map(\.text)
        return inside.contains(exception.text) ? inside.unique : [exception.text]
    }

    /// An interface that is there, if one of the pattern's is, else the name that was found.
    private func knownName(_ pattern: InterfacePattern, _ coverage: Coverage) -> String? {
        let present = context.live.snapshot?.devices.first { $0.isReal && pattern.matches(RawText($0.nameBytes)) }
        return present?.name ?? coverage.missedName?.description
    }

    // MARK: A group of devices

    /// The same moves with a group: what the list cannot say is said there.
    /// - Returns: the one that reaches the goal, or what is in the way; neither where the version has no such groups.
    private func groupMove(
        _ moves: [FenceMove], _ present: ManagedPolicy, _ others: OtherDecisions
    ) throws(ChangeFailure) -> (FenceAttempt?, obstacle: String?) {
        guard Behaviour(subject.version).has(.deviceManaged) == .yes else { return (nil, nil) }
        var obstacle: String?
        for var move in moves {
            move.group = freeGroupName(present)
            let attempt = try attempt(move, present)
            if let (_, missed) = coverages(by: attempt.policy).missed {
                obstacle = missed.reason
            } else if let difference = others.firstDifference(under: attempt.policy) {
                obstacle = obstacle ?? "it " + difference.words
            } else {
                return (attempt, nil)
            }
        }
        return (nil, obstacle)
    }

    /// A name that no group of another file has: groups of one name are one.
    private func freeGroupName(_ present: ManagedPolicy) -> String {
        let own = ours(present)
        let taken = Set(
            present.stack.settings.filter { !own.contains($0.origin.path) }.map(\.section.description))
        return ([DropIn.groupName] + (2...1000).map { "\(DropIn.groupName)-\($0)" }).first { !taken.contains($0) }
            ?? DropIn.groupName
    }
}
