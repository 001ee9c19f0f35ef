import Glibc

/// Where a bus listens.
public struct BusAddress: Hashable, Sendable, CustomStringConvertible {
    /// In the form of the D-Bus specification: `unix:path=…`, several separated by semicolons, tried in that order.
    public let text: String

    /// The address as given. Whether it is one shows when it is connected to.
    public init(_ text: String) {
        self.text = text
    }

    /// The address of the socket with this path.
    public init(socketPath: String) {
        // The specification asks to escape every byte outside of a small set.
        let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_/.*".utf8)
        let digits = Array("0123456789abcdef")
        var escaped = ""
        for byte in socketPath.utf8 {
            if plain.contains(byte) {
                escaped.unicodeScalars.append(UnicodeScalar(byte))
            } else {
                escaped += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
            }
        }
        text = "unix:path=\(escaped)"
    }

    /// The system bus: what `DBUS_SYSTEM_BUS_ADDRESS` says, as with every other client, else the well-known sockets.
    public static var system: BusAddress {
        if let variable = getenv("DBUS_SYSTEM_BUS_ADDRESS"), variable.pointee != 0 {
            return BusAddress(String(cString: variable))
        }
        // The specification's is the second; the first spares systems where /var/run is not a link to /run.
        return BusAddress("unix:path=/run/dbus/system_bus_socket;unix:path=/var/run/dbus/system_bus_socket")
    }

    /// Whether nothing is meant but sockets in the file system or beside it, which connect at once or wait for one thing only: a
    /// place in the listener's queue.
    var isLocalSocket: Bool {
        text.split(separator: ";").allSatisfy { $0.hasPrefix("unix:path=") || $0.hasPrefix("unix:abstract=") }
    }

    /// The address.
    public var description: String { text }
}
