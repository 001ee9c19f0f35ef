import Base
internal import CDBus
import Glibc

/// What libdbus wants to know of its sockets, so that waiting for them and for something else is one wait.
///
/// `dbus_connection_read_write` waits for its socket alone, and after a signal it begins the whole wait anew.
final class Watches {
    /// The watches of a connection: one for reading and one for writing, of which it switches off what it does not
    /// need.
    private var watches: [OpaquePointer] = []

    /// Takes over the waiting for a connection. It must be freed before this object is.
    func attach(to handle: OpaquePointer) throws(BusError) {
        let added = dbus_connection_set_watch_functions(
            handle,
            { watch, data in
                if let watch { Watches.from(data)?.watches.append(watch) }
                return 1
            },
            { watch, data in Watches.from(data)?.watches.removeAll { $0 == watch } },
            // Whether a watch is on is asked before each wait.
            nil, Unmanaged.passUnretained(self).toOpaque(), nil)
        guard added != 0 else { throw .outOfMemory("watching the bus") }
    }

    /// Whether anything that comes would be read.
    var isReading: Bool {
        watches.contains {
            dbus_watch_get_enabled($0) != 0 && dbus_watch_get_flags($0) & DBUS_WATCH_READABLE.rawValue != 0
        }
    }

    private static func from(_ data: UnsafeMutableRawPointer?) -> Watches? {
        data.map { Unmanaged<Watches>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Waits until a socket has something to do and does it, or until the deadline.
    ///
    /// - Returns: Whether it was not interrupted.
    func wait(by deadline: Deadline) -> Bool {
        let waited = watches.filter { dbus_watch_get_enabled($0) != 0 }
        var polls = waited.map { watch in
            let flags = dbus_watch_get_flags(watch)
            let events =
                (flags & DBUS_WATCH_READABLE.rawValue != 0 ? POLLIN : 0)
                | (flags & DBUS_WATCH_WRITABLE.rawValue != 0 ? POLLOUT : 0)
            return pollfd(fd: dbus_watch_get_unix_fd(watch), events: Int16(events), revents: 0)
        }
        guard Waiting.for("an answer on D-Bus", by: deadline, { deadline.poll(&polls) }) else {
            return !deadline.isInterrupted
        }
        for (index, poll) in polls.enumerated() where poll.revents != 0 {
            // Handling one may take another away, or switch it off.
            let watch = waited[index]
            guard watches.contains(watch), dbus_watch_get_enabled(watch) != 0 else { continue }
            let events = Int32(poll.revents)
            var flags: UInt32 = 0
            if events & POLLIN != 0 { flags |= DBUS_WATCH_READABLE.rawValue }
            if events & POLLOUT != 0 { flags |= DBUS_WATCH_WRITABLE.rawValue }
            if events & POLLERR != 0 { flags |= DBUS_WATCH_ERROR.rawValue }
            if events & POLLHUP != 0 { flags |= DBUS_WATCH_HANGUP.rawValue }
            _ = dbus_watch_handle(watch, flags)
        }
        return true
    }
}
