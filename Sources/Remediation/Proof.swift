import DBus
import NetworkManager

/// Whether a change did what it was made for: the files are read again, and the daemon is asked again.
public struct Proof {
    private let plan: Plan
    /// Whether an interface of this name is one of those that the plan is about.
    let isFenced: (String) -> Bool
    private let predict: () throws(ChangeFailure) -> [ChangeReport.Proof]

    /// - Parameters:
    ///   - isFenced: whether an interface of this name is one of those that the plan is about.
    ///   - predict: reads the files again and judges every pattern; throws where one is not as it should be.
    public init(
        of plan: Plan, isFenced: @escaping (String) -> Bool,
        predict: @escaping () throws(ChangeFailure) -> [ChangeReport.Proof]
    ) {
        self.plan = plan
        self.isFenced = isFenced
        self.predict = predict
    }

    /// What can be claimed after the change.
    /// - Parameters:
    ///   - daemon: the running daemon; nil where there is none to ask.
    ///   - before: what it said before the change.
    func claims(daemon: Daemon?, before: Snapshot?, by deadline: Deadline) throws(ChangeFailure) -> [ChangeReport.Proof]
    {
        let predicted = try predict()
        guard let daemon else { return predicted }
        let after: Snapshot
        do throws(DaemonError) { after = try daemon.snapshot(by: deadline) } catch { throw .daemon(error) }
        return try live(after, before: before) + predicted
    }

    private func live(_ after: Snapshot, before: Snapshot?) throws(ChangeFailure) -> [ChangeReport.Proof] {
        var claims: [ChangeReport.Proof] = []
        // By name: a daemon that was started meanwhile numbers its objects anew.
        let old = Dictionary(
            before?.devices.map { ($0.name, $0) } ?? [], uniquingKeysWith: { first, _ in first })
        for device in after.devices where device.isReal {
            let reason = "\(device.state), reason \(device.stateReason)"
            if isFenced(device.name) {
                claims.append(
                    .init(interface: device.name, isManaged: device.isManaged, source: .live, reason: reason))
                if plan.purpose == .fix, device.isManaged {
                    throw .notProved("NetworkManager still manages \(device.name) after the reload (\(reason))")
                }
            } else if let old = old[device.name], old.isManaged, !device.isManaged, device.isFencedByConfiguration {
                throw .notProved("NetworkManager stopped managing \(device.name), which was not asked for (\(reason))")
            }
        }
        return claims
    }
}

extension Device {
    /// Whether the state's reason says that `unmanaged-devices` did it: 76 from 1.48 on, and the general 3 before.
    fileprivate var isFencedByConfiguration: Bool {
        stateReason.rawValue == 76 || stateReason.rawValue == 3
    }
}
