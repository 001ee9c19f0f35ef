import Base
public import KeyFile

/// The decisions about a device, now and after what may come.
public struct ManagedPrediction: Hashable, Sendable {
    /// The device.
    public let name: RawText
    /// What the list of unmanaged devices says of it.
    public let match: MatchResult
    /// As things stand, given that the running daemon has read the files on disk.
    public let now: ManagedDecision
    /// After a reload of the configuration.
    public let afterReload: ManagedDecision
    /// After a restart of NetworkManager, without one of the machine.
    public let afterRestart: ManagedDecision
    /// After a reboot; also what becomes of an interface that is made anew.
    public let afterReboot: ManagedDecision

    /// Where the moments differ, in words; empty where they agree.
    public var differences: [String] {
        let moments = [
            ("by the files", now), ("after a reload", afterReload), ("after a restart of NetworkManager", afterRestart),
            ("after a reboot", afterReboot),
        ]
        guard moments.contains(where: { !$0.1.agrees(with: now) }) else { return [] }
        return moments.map { moment, decision in
            "\(moment): \(decision.state), \(decision.reason)"
        }
    }
}

extension ManagedPrediction {
    /// The same, with what is settled because every device that this one may be comes to it.
    func settled(by predictions: [ManagedPrediction]) -> ManagedPrediction {
        func settled(_ moment: (ManagedPrediction) -> ManagedDecision) -> ManagedDecision {
            let decisions = predictions.map(moment)
            guard let first = decisions.first, first.managed != .unknown,
                decisions.allSatisfy({ $0.managed == first.managed })
            else { return moment(self) }
            // Where it may be a group that does it, nothing stronger can be claimed.
            return decisions.first { $0.cause == .deviceSection } ?? first
        }
        return ManagedPrediction(
            name: name, match: settledMatch(predictions.map(\.match)), now: settled(\.now),
            afterReload: settled(\.afterReload), afterRestart: settled(\.afterRestart),
            afterReboot: settled(\.afterReboot))
    }

    /// Where some are excluded and some just not in the list, none is in the list.
    private func settledMatch(_ results: [MatchResult]) -> MatchResult {
        if let first = results.first, results.allSatisfy({ $0 == first }) { return first }
        return results.allSatisfy { $0 == .noMatch || $0 == .negativeMatch } ? .noMatch : match
    }
}
