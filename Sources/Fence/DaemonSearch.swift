public import Base
import DBus
public import NetworkManager
import NetworkManagerConfiguration
import Node
import SystemPackage

/// How the running NetworkManager of a node is found, also while one daemon takes another's place.
public struct DaemonSearch {
    private let bus: Bus
    private let root: RootDirectory

    init(on bus: Bus, in root: RootDirectory) {
        self.bus = bus
        self.root = root
    }

    /// The daemon that has the name on the bus, or gets it.
    ///
    /// - Throws: ``DaemonError/Code/notRunning`` where there is neither, ``DaemonError/Code/starting``.
    public func daemon(by deadline: Deadline) throws(DaemonError) -> Daemon {
        let connection: Connection
        let inquiry: DaemonInquiry
        do throws(BusError) {
            inquiry = try DaemonInquiry()
            connection = try bus.connection(toSend: inquiry.calls, by: deadline)
        } catch {
            throw Daemon.failure(ofBus: error, "connecting to the system bus")
        }
        return try Daemon(on: connection, inquiry, by: deadline) { isOnItsWay }
    }

    /// Runs what asks a daemon, and runs it again with the next one where that daemon goes away meanwhile.
    ///
    /// - Throws: what `body` throws, and what ``daemon(by:)`` does.
    public func asking<Result>(
        by deadline: Deadline, _ body: (Daemon) throws(DaemonError) -> Result
    ) throws(DaemonError) -> Result {
        while true {
            do throws(DaemonError) { return try body(try daemon(by: deadline)) } catch {
                // Where no other came, the next search says that none is running.
                guard error.isLoss, !deadline.hasPassed else { throw error }
            }
        }
    }

    /// Waits until NetworkManager's name has an owner; where it has one, or the bus is gone, for a while.
    public func waitForOwner(by deadline: Deadline, orFor interval: Duration) {
        do throws(BusError) {
            let connection = try bus.connection(by: deadline.capped(at: Self.connectionAllowance))
            let changes = try connection.subscribeToOwner(of: Daemon.busName, by: deadline)
            if try connection.owner(of: Daemon.busName, by: deadline) == nil {
                _ = try changes.next(by: deadline)
                return
            }
        } catch { _ = error }
        _ = deadline.pause(for: interval)
    }

    private static let connectionAllowance = Duration.seconds(5)

    /// Whether a process here is a NetworkManager, which has no name yet, or none any more.
    ///
    /// One that starts has read its files long before it has its name, so that "not running" would be wrong of it.
    /// One in another network namespace, as in a container of somebody's, is not this node's.
    private var isOnItsWay: Bool { Self.isVisible(in: root) }

    /// Whether that daemon has a view of its own on the files of this root.
    func isForeign(_ daemon: Daemon) -> Bool { DaemonView.isForeign(daemon.processID, in: root) }

    /// Whether a process in this network namespace is a NetworkManager, as far as can be seen.
    static func isVisible(in root: RootDirectory) -> Bool {
        guard case .names(let processes) = root.entries(of: "/proc") as DirectoryListing else { return false }
        return processes.contains { process in
            let folder = FilePath("/proc").appending(process)
            guard process.bytes.allSatisfy({ (0x30...0x39).contains($0) }),
                let name = try? root.read(folder.appending("comm"), limit: 64)
            else { return false }
            // One whose namespace may not be seen may be anybody's, and is not waited for.
            return name == Self.processName && (try? NetworkNamespace.isShared(with: folder, in: root)) == true
        }
    }

    private static let processName = Array("NetworkManager\n".utf8)
}
