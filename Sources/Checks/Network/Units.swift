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
            if let connection, let state = activeState(name, connection, context.deadline), state == "active" {
                return (name, .active(Evidence(path: "systemd \(name)", text: "ActiveState=\(state)")))
            }
            return link(to: name, in: context.fence).map { (name, $0) }
        }
    }

    /// Nil where systemd has not loaded the unit, is not there or does not answer: the links on the disk are asked
    /// then.
    private static func activeState(_ name: String, _ connection: Connection, _ deadline: Deadline) -> String? {
        guard
            let reply = try? Proxy(connection, manager.name, manager.path, manager.interface)
                .call("GetUnit", .string(name), by: deadline)
        else { return nil }
        var reader = reply.reader
        guard let path = (try? reader.read(ObjectPath.self)) else { return nil }
        return try? Proxy(connection, manager.name, path, unit).property("ActiveState", as: String.self, by: deadline)
    }

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
