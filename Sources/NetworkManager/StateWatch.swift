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
        try daemon.connection.sendAhead(call)
        let followed = try StateChanges(of: daemon, by: deadline)
        try daemon.connection.call(call, by: deadline)
        // What has changed before the answer is as old as the answer.
        _ = try followed.hasCome(by: Deadline(after: .zero))
        changes = consume followed
    }

    /// What was begun, the first time; else what changes from now on.
    func take(of daemon: Daemon, by deadline: Deadline) throws(BusError) -> StateChanges {
        if let followed = changes.take() { return followed }
        return try StateChanges(of: daemon, by: deadline)
    }
}
