import Base
import DBus
import Fence
import Node
import SystemPackage

/// Which of some services run or will, as systemd says, or as the links on the disk do.
enum Units {
    /// How a service is known to be on.
    enum Presence {
        /// systemd runs it now.
        case active(Evidence)
        /// It is started at boot, and does not run now or cannot be asked about.
        case enabled(Evidence)
        /// Whether it is on cannot be seen from here.
        case unknown(Evidence)
    }

    private static let manager: (name: BusName, path: ObjectPath, interface: InterfaceName) = (
        "org.freedesktop.systemd1", "/org/freedesktop/systemd1", "org.freedesktop.systemd1.Manager"
    )
    private static let unit: InterfaceName = "org.freedesktop.systemd1.Unit"

    /// Whether something of a running system shows here besides its bus: not in a bare chroot, nor in a container that
    /// has nothing of the node's. There the links on the disk are nobody's.
    static func canBeSeen(in context: CheckContext) throws(FileError) -> Bool {
        if !context.node.kernel.isRunning { return true }
        return try context.root.exists("/proc/1")
    }

    /// What is said where they cannot.
    static var unseen: Outcome {
        .undetermined(
            because: "cannot determine which services run: no system bus and no /proc",
            evidence: [Evidence(path: "/proc", text: "no processes visible")],
            remedy: "run nmfence on the node, with /proc mounted")
    }

    /// The services among these that are on, or may be.
    /// - Parameter connection: the system's bus; nil where none is to be asked.
    static func on(
        _ names: [String], _ connection: Connection?, in context: CheckContext
    ) -> [(name: String, presence: Presence)] {
        names.compactMap { name in
            var unanswered: Presence?
            do throws(BusError) {
                if let connection, let state = try activeState(name, connection, context.deadline), state == "active" {
                    return (name, .active(Evidence(path: "systemd \(name)", text: "ActiveState=\(state)")))
                }
            } catch { unanswered = .unknown(evidence(error)) }
            // A link tells of the next start, and that there is none tells nothing of now.
            return (link(to: name, in: context.fence) ?? unanswered).map { (name, $0) }
        }
    }

    /// What came of asking.
    static func evidence(_ error: BusError) -> Evidence { Evidence(path: "D-Bus \(manager.name)", text: "\(error)") }

    /// Nil where systemd has not loaded the unit, and where there is no systemd.
    private static func activeState(
        _ name: String, _ connection: Connection, _ deadline: Deadline
    ) throws(BusError) -> String? {
        do throws(BusError) {
            let reply = try Proxy(connection, manager.name, manager.path, manager.interface)
                .call("GetUnit", .string(name), by: deadline)
            var reader = reply.reader
            let path = try reader.read(ObjectPath.self)
            return try Proxy(connection, manager.name, path, unit)
                .property("ActiveState", as: String.self, by: deadline)
        } catch {
            guard error.code == .serviceUnavailable || notLoaded.contains(error.errorName) else { throw error }
            return nil
        }
    }

    /// The second comes where it is unloaded between the questions.
    private static let notLoaded: Set<String?> = [
        "org.freedesktop.systemd1.NoSuchUnit", "org.freedesktop.DBus.Error.UnknownObject",
    ]

    private static let targets = ["multi-user", "sysinit", "basic", "network-pre", "network"].map {
        FilePath("/etc/systemd/system/\($0).target.wants")
    }

    /// The link by which a target wants the service.
    private static func link(to name: String, in context: FenceContext) -> Presence? {
        var problem: FileError?
        for folder in targets {
            do throws(FileError) {
                guard try context.units.has(name, in: folder) else { continue }
                return .enabled(Evidence(path: "\(folder)/\(name)", text: "enabled at boot"))
            } catch { problem = problem ?? error }
        }
        return problem.map { .unknown(Evidence($0)) }
    }
}
