import Base
import DBus

/// What is not there yet, or not any more, right after a start and right before an end.
///
/// Up to 1.42 NetworkManager takes its name first and puts its objects on the bus 20 to 200 ms later; from 1.44 on
/// the name comes last. Either way systemd takes the name for the end of the start, and runs what is ordered behind
/// it.
extension Daemon {
    /// After which time something is asked again of which no signal tells, or not for certain.
    private static let askingInterval = Duration.milliseconds(50)

    /// Who owns NetworkManager's name; where nobody does, who owns it next, for as long as one is on its way.
    static func owner(
        on connection: Connection, _ inquiry: DaemonInquiry?, by deadline: Deadline, isOnItsWay: () -> Bool
    ) throws(DaemonError) -> (owner: BusName, processID: UInt32) {
        let subject = "looking for NetworkManager"
        let start = Deadline(after: .zero)
        var isComing = true
        do throws(BusError) {
            let questions: [Message]
            if let inquiry {
                questions = inquiry.owner
            } else {
                questions = try Connection.ownerQuestions(about: busName)
            }
            if let found = try connection.ownerAndProcess(asking: questions, by: deadline) { return found }
            isComing = isOnItsWay()
            if isComing {
                let changes = try connection.subscribeToOwner(of: busName, by: deadline)
                repeat {
                    if let found = try connection.ownerAndProcess(of: busName, by: deadline) { return found }
                    // Its process may end without ever having had the name, which the bus does not tell.
                    _ = try changes.next(by: deadline.capped(at: askingInterval))
                    isComing = isOnItsWay()
                } while isComing && !deadline.hasPassed
            }
        } catch {
            throw failure(ofBus: error, subject)
        }
        guard isComing else { throw DaemonError(.notRunning, subject) }
        throw DaemonError(UnfinishedStart(phase: .name, waited: start.elapsed), subject)
    }

    /// Runs what asks the daemon's own object something. Where it is not there nothing was done, and it is waited for.
    func askingManager<Result>(
        _ subject: String, by deadline: Deadline, _ body: () throws(BusError) -> Result
    ) throws(DaemonError) -> Result {
        do {
            return try asking(subject, by: deadline, body)
        } catch  where error.underlying?.meansNoSuchObject == true {
            try waitForObjects(subject, by: deadline)
            return try asking(subject, by: deadline, body)
        }
    }

    private func waitForObjects(_ subject: String, by deadline: Deadline) throws(DaemonError) {
        let start = Deadline(after: .zero)
        var lacking: BusError?
        do throws(BusError) {
            let changes = try connection.subscribe(
                to: MatchRule(
                    sender: owner, path: "/org/freedesktop", interface: .objectManager, member: "InterfacesAdded"),
                MatchRule(sender: .bus, interface: .bus, member: "NameOwnerChanged", firstArgument: owner.text),
                by: deadline)
            repeat {
                do throws(BusError) {
                    _ = try manager.property("Startup", as: Bool.self, by: deadline)
                    return
                } catch  where error.meansNoSuchObject {
                    lacking = error
                }
                // The signal is one of the object manager's, which is put on the bus by itself: it may come too early.
                _ = try changes.next(by: deadline.capped(at: Self.askingInterval))
            } while !deadline.hasPassed
        } catch {
            guard error.code == .timedOut, lacking != nil else {
                throw DaemonError(code(of: error, by: deadline), subject, underlying: error)
            }
        }
        throw DaemonError(UnfinishedStart(phase: .objects, waited: start.elapsed), subject, underlying: lacking)
    }
}
