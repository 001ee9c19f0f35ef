import Base
import DBus
public import Fence
import KeyFile
import NetworkManager
public import NetworkManagerConfiguration

/// Whether a change did what it was made for: the files are read again, and the daemon is asked again.
public struct Proof {
    /// What the files say after the change.
    public struct Prediction {
        /// One claim a pattern.
        public var claims: [ChangeReport.Proof] = []
        /// The patterns about which `unmanaged-devices` decides, for every name.
        public var listed: [InterfacePattern] = []

        /// Nothing yet.
        public init() {}

        /// The line of the files that decides about an interface of this name, in words; nil where none is listed.
        func line(for name: String) -> String? {
            listed.first { $0.matches(RawText(name)) }
                .flatMap { pattern in claims.first { $0.interface == pattern.description } }?.reason
        }
    }

    private let plan: Plan
    /// Whether an interface of this name is one of those that the plan is about.
    let isFenced: (String) -> Bool
    private let predict: () throws(ChangeFailure) -> Prediction
    /// The interfaces that the change took down.
    private let takenDown: () -> [CalicoLink]

    /// - Parameters:
    ///   - isFenced: whether an interface of this name is one of those that the plan is about.
    ///   - predict: reads the files again and judges every pattern; throws where one is not as it should be.
    ///   - takenDown: looks at the interfaces again, and says which were up before the change and are down.
    public init(
        of plan: Plan, isFenced: @escaping (String) -> Bool, predict: @escaping () throws(ChangeFailure) -> Prediction,
        takenDown: @escaping () -> [CalicoLink] = { [] }
    ) {
        self.plan = plan
        self.isFenced = isFenced
        self.predict = predict
        self.takenDown = takenDown
    }

    /// What can be claimed after the change, when it changes no more by itself.
    /// - Parameters:
    ///   - daemon: the running daemon; nil where there is none to ask.
    ///   - before: what it said before the change.
    func claims(daemon: Daemon?, before: Snapshot?, by deadline: Deadline) throws(ChangeFailure) -> [ChangeReport.Proof]
    {
        let prediction = try predict()
        guard let daemon else { return prediction.claims }
        let listed = InterfaceFence(prediction.listed)
        let after: Snapshot
        do throws(DaemonError) {
            let limit = deadline.capped(at: Daemon.startAllowance)
            after = try daemon.settledSnapshot(within: limit, by: deadline) { present in
                plan.purpose == .revert
                    || present.devices.allSatisfy {
                        !isFenced($0.name) || $0.isAtRest(listed: listed.contains($0.name))
                    }
            }
        } catch { throw .daemon(error) }
        let claims = try live(after, listed, prediction, before: before)
        if let link = takenDown().first {
            throw .notProved("\(link.name) was up before the change and now \(link.problem)")
        }
        return claims + prediction.claims
    }

    private func live(
        _ after: Snapshot, _ listed: InterfaceFence, _ prediction: Prediction, before: Snapshot?
    ) throws(ChangeFailure) -> [ChangeReport.Proof] {
        var claims: [ChangeReport.Proof] = []
        // By name: a daemon that was started meanwhile numbers its objects anew.
        let old = Dictionary(
            before?.devices.map { ($0.name, $0) } ?? [], uniquingKeysWith: { first, _ in first })
        for device in after.devices where device.isReal {
            let reason = device.standing
            if isFenced(device.name) {
                claims.append(
                    .init(interface: device.name, isManaged: Answer(device.isManaged), source: .live, reason: reason))
                guard plan.purpose == .fix else { continue }
                if device.isManaged {
                    throw .notProved(
                        "NetworkManager still manages \(device.name) after the reload (\(reason))"
                            + (prediction.line(for: device.name).map { ", although \($0) excludes it" } ?? ""))
                }
                if listed.contains(device.name), device.isUnmanagedOtherwise {
                    throw .notProved(
                        "NetworkManager does not manage \(device.name), but for another reason than "
                            + "\(prediction.line(for: device.name) ?? "these files"), which it has not loaded "
                            + "(\(reason))")
                }
            } else if let old = old[device.name], old.isManaged, !device.isManaged, device.isFencedByConfiguration {
                throw .notProved("the change also made \(device.name) unmanaged (\(reason))")
            }
        }
        return claims
    }
}

extension Device {
    /// Whether the state's reason says that `unmanaged-devices` did it: 76 from 1.48 on, and the general 3 before.
    fileprivate var isFencedByConfiguration: Bool {
        stateReason == .unmanagedUserSettings || stateReason == .nowUnmanaged
    }

    /// Whether it is unmanaged and stays so.
    ///
    /// - Parameter listed: whether `unmanaged-devices` is what must make it so. From 1.48 on the daemon says whether
    ///   it does, or
    ///   that it has not looked because udev has not announced the link; before, it does not tell why.
    fileprivate func isAtRest(listed: Bool) -> Bool {
        guard isReal else { return true }
        return !isManaged && !(listed && (isUnmanagedOtherwise || stateReason == .unmanagedLinkNotInitialized))
    }

    /// Whether it is unmanaged for a reason that `unmanaged-devices` would take the place of: it has none of those
    /// before 1.48.
    fileprivate var isUnmanagedOtherwise: Bool {
        [
            .unmanagedByDefault, .unmanagedExternalDown, .unmanagedUserConfiguration, .unmanagedUserExplicit,
            .unmanagedUserUdev,
        ].contains(stateReason)
    }
}
