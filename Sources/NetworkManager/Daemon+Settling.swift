public import Base
import DBus

extension Daemon {
    /// How long the end of a start is waited for at most, before what the daemon says of its devices is taken as it is.
    ///
    /// It is through with deciding which devices it manages 0.2 s behind its name (seen on 1.30 to 1.58, 0.5 s on a
    /// busy machine); its start ends then too, unless a device waits for an address, for which it takes 45 s.
    public static let startAllowance = Duration.seconds(2)

    /// The daemon and every device, once nothing of it changes by itself any more.
    ///
    /// NetworkManager has done what a reload or the writing of `Managed` makes it do when it answers. Two things may
    /// still come, and are waited for: while its start is not complete, devices are on their way to their first
    /// state; and a change of state that it had put in line before (`nm_device_queue_state`) is made afterwards, even
    /// where it is out of date by then. It makes those as soon as it has nothing else to do, which is before it
    /// answers a further question, and tells of them before that answer. So where it is not starting, nothing is
    /// waited for but the answers.
    ///
    /// - Parameters:
    ///   - limit: when to stop waiting for that.
    ///   - deadline: when every question must have been answered.
    ///   - isSettled: whether the devices are as they are to be, as far as that is a matter of time.
    /// - Returns: what was read last, settled or not.
    public func settledSnapshot(
        within limit: Deadline, by deadline: Deadline, until isSettled: (Snapshot) -> Bool
    ) throws(DaemonError) -> Snapshot {
        let subject = "waiting for its devices to settle"
        return try askingManager(subject, by: deadline) { () throws(BusError) in
            let changes = try watch.take(of: self, by: deadline)
            while true {
                let present = try readSnapshot(by: deadline)
                let isStartingUp = try manager.property("Startup", as: Bool.self, by: deadline)
                if try changes.hasCome(by: Deadline(after: .zero)), !limit.hasPassed { continue }
                if !isStartingUp, isSettled(present) { return present }
                guard try changes.hasCome(by: limit) else { return present }
            }
        }
    }
}
