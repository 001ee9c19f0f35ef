import Base
internal import DBus

/// The changes of state that are followed since a daemon was told to do something, for whoever reads the state next.
///
/// The bus takes rules for signals faster while the daemon works than behind it, when it has what the daemon tells of
/// its work to deliver.
final class StateWatch {
    private var changes: StateChanges?

    /// Makes a call, and follows what changes behind the answer.
    func follow(_ daemon: Daemon, during call: Message, by deadline: Deadline) throws(BusError) {
        changes = nil
        let followed = try StateChanges(of: daemon, during: call, by: deadline)
        try daemon.connection.call(call, by: deadline)
        // What has changed before the answer is as old as the answer.
        _ = try followed.hasCome(by: Deadline(after: .zero))
        changes = consume followed
    }

    /// What was begun; nil from the second time on.
    func take() -> StateChanges? { changes.take() }
}
