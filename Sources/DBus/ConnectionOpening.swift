import Base
internal import CDBus
internal import CLinux
import Glibc
internal import Synchronization

/// The opening of a private connection.
///
/// libdbus connects its socket in blocking mode. Where the bus daemon is stopped and its backlog is full, `connect(2)`
/// does not return. For a local socket a signal ends it now and then, and the deadline is looked at: so it is reached
/// also by whom the system allows no thread. An address of another kind may keep libdbus waiting for another machine,
/// and has a thread of its own, which is left behind at the deadline and closes what it may still be given.
final class ConnectionOpening {
    private enum Progress {
        static let running = 0
        static let finished = 1
        static let abandoned = 2
    }

    private let address: String
    private let progress = Atomic<Int>(Progress.running)
    /// Two connected sockets, of which the thread closes one when it has finished.
    private let callersEnd: UnixDescriptor
    private var threadsEnd: UnixDescriptor?
    // Written by the thread before, and read by the caller after, `progress` becomes `finished`.
    private var handle: OpaquePointer?
    private var failure: BusError?

    private init(_ address: String) throws(BusError) {
        var ends: (Int32, Int32) = (-1, -1)
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        do {
            try systemCall {
                withUnsafeMutableBytes(of: &ends) {
                    socketpair(AF_UNIX, type, 0, $0.baseAddress?.assumingMemoryBound(to: Int32.self))
                }
            }
        } catch {
            throw BusError(.busUnavailable, "\(error)", subject: address)
        }
        self.address = address
        callersEnd = UnixDescriptor(owning: ends.0)
        threadsEnd = UnixDescriptor(owning: ends.1)
    }

    /// A new private connection, not authenticated yet.
    ///
    /// - Throws: ``BusError/Code/busUnavailable``, ``BusError/Code/timedOut``, ``BusError/Code/interrupted``.
    static func open(_ address: BusAddress, by deadline: Deadline) throws(BusError) -> OpaquePointer {
        guard !address.text.utf8.contains(0) else {
            throw BusError(.invalidArgument, "an address with a NUL in it", subject: "the bus")
        }
        if let entry = address.refusedEntry {
            throw BusError(
                .busUnavailable, "\(entry) is not supported: only unix: and tcp: are", subject: "the bus")
        }
        if let name = address.unresolvedName {
            throw BusError(
                .busUnavailable, "\(name) is not an IP address; names are not resolved", subject: address.text)
        }
        // What becomes of the process on a broken pipe is the program's own business; libdbus's sockets need no help
        // with that.
        dbus_connection_set_change_sigpipe(0)
        if address.isLocalSocket, let handle = try openHere(address, by: deadline) { return handle }
        let opening = try ConnectionOpening(address.text)
        try opening.start()
        return try opening.result(by: deadline)
    }

    /// How long a connect goes on after the deadline at most, in milliseconds.
    private static let interruptionInterval: Int32 = 20

    /// The connection; nil where the system has no timer for us.
    private static func openHere(_ address: BusAddress, by deadline: Deadline) throws(BusError) -> OpaquePointer? {
        while true {
            let timer = nmfence_start_interrupting(interruptionInterval)
            guard timer >= 0 else { return nil }
            var wasInterrupted = false
            do throws(BusError) {
                defer { wasInterrupted = nmfence_stop_interrupting(timer) > 0 }
                return try connect(address.text)
            } catch {
                guard !deadline.isInterrupted else { throw .interrupted(address.text) }
                // Otherwise it is the bus that refuses.
                guard wasInterrupted else { throw error }
                guard !deadline.hasPassed else { throw .timedOut(address.text) }
            }
        }
    }

    private static func connect(_ address: String) throws(BusError) -> OpaquePointer {
        var error = DBusError()
        dbus_error_init(&error)
        defer { dbus_error_free(&error) }
        // Optional first: it comes as implicitly unwrapped, and is NULL where there is no bus.
        let opened: OpaquePointer? = dbus_connection_open_private(address, &error)
        if let opened { return opened }
        let name = String(cString: error.name)
        throw BusError(.busUnavailable, errorName: name, String(cString: error.message), subject: address)
    }

    private func start() throws(BusError) {
        var thread = pthread_t()
        let reference = Unmanaged.passRetained(self)
        let status = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<ConnectionOpening>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            }, reference.toOpaque())
        guard status == 0 else {
            reference.release()
            throw BusError(
                .busUnavailable, "no thread could be started: \(String(cString: strerror(status)))", subject: address)
        }
        pthread_detach(thread)
    }

    private func run() {
        do throws(BusError) { handle = try Self.connect(address) } catch { failure = error }
        let opened = handle
        let (isWaitedFor, _) = progress.compareExchange(
            expected: Progress.running, desired: Progress.finished, ordering: .acquiringAndReleasing)
        if isWaitedFor {
            threadsEnd = nil
        } else if let opened {
            dbus_connection_close(opened)
            dbus_connection_unref(opened)
        }
    }

    private func result(by deadline: Deadline) throws(BusError) -> OpaquePointer {
        var descriptors = [pollfd(fd: callersEnd.rawValue, events: Int16(POLLIN), revents: 0)]
        _ = Waiting.for("the D-Bus bus to answer", by: deadline) { deadline.poll(&descriptors) }
        let (isAbandoned, _) = progress.compareExchange(
            expected: Progress.running, desired: Progress.abandoned, ordering: .acquiringAndReleasing)
        guard !isAbandoned else { throw deadline.isInterrupted ? .interrupted(address) : .timedOut(address) }
        if let handle { return handle }
        throw failure ?? .outOfMemory(address)
    }
}
