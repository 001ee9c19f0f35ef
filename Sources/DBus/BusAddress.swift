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

    private var entries: [Substring] { text.utf8.split(separator: UInt8(ascii: ";")).map { Substring($0) } }

    /// The first entry that is not of a transport which only opens a socket; nil where there is none.
    ///
    /// libdbus knows others: `unixexec:` runs a program, and `autolaunch:` and `launchd:` have one run; `nonce-tcp:`
    /// sends what is in a file of the address's choice. An entry without any transport is left to libdbus, which
    /// refuses it as no address.
    public var refusedEntry: String? {
        entries.first { entry in
            entry.contains(":") && !Self.transports.contains { entry.hasPrefix($0 + ":") }
        }.map(String.init)
    }

    /// The transports that an address may name.
    public static let transports = ["unix", "tcp"]

    /// Whether nothing is meant but local sockets, which connect at once or wait for one thing only: a place in the
    /// listener's queue.
    var isLocalSocket: Bool {
        entries.allSatisfy { $0.hasPrefix("unix:path=") || $0.hasPrefix("unix:abstract=") }
    }

    /// A host or a port that is not written as a number; nil where there is none.
    ///
    /// libdbus would have the C library look it up, which loads the modules of the machine's name service for that.
    var unresolvedName: String? {
        for entry in entries where entry.hasPrefix("tcp:") {
            for pair in entry.drop(while: { $0 != ":" }).dropFirst().split(separator: ",") {
                let parts = pair.split(separator: "=", maxSplits: 1)
                guard parts.count == 2 else { continue }
                let value = Self.unescaped(parts[1])
                switch parts[0] {
                case "host" where !Self.isAddress(value): return value
                case "port" where UInt16(value) == nil: return value
                default: break
                }
            }
        }
        return nil
    }

    private static func isAddress(_ text: String) -> Bool {
        var bytes = [UInt8](repeating: 0, count: 16)
        return [AF_INET, AF_INET6].contains { inet_pton($0, text, &bytes) == 1 }
    }

    /// `%3A` is a colon; what is no escape stays as it is, and libdbus refuses it.
    private static func unescaped(_ text: Substring) -> String {
        var (bytes, rest) = ([UInt8](), Array(text.utf8)[...])
        while let byte = rest.popFirst() {
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            if byte == UInt8(ascii: "%"), digits.utf8.count == 2, let value = UInt8(digits, radix: 16) {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The address.
    public var description: String { text }
}
