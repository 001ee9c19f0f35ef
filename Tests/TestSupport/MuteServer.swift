import Foundation
import Glibc

/// Listens on a port of localhost, and never says anything.
public final class MuteServer {
    /// Where it listens.
    public let port: UInt16
    private var descriptor: Int32

    /// On a port that is free.
    public init() throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        self.descriptor = descriptor
        var address = Self.localhost(0)
        let outcome = Self.withAddress(&address) { address, size in
            var size = size
            return bind(descriptor, address, size) | listen(descriptor, 8) | getsockname(descriptor, address, &size)
        }
        port = UInt16(bigEndian: address.sin_port)
        guard outcome == 0 else { throw POSIXError(.EADDRINUSE) }
    }

    deinit { close() }

    /// Ends listening.
    public func close() {
        if descriptor >= 0 { Glibc.close(descriptor) }
        descriptor = -1
    }

    /// A connection to it; the caller closes it.
    public func connect() throws -> Int32 {
        let connection = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = Self.localhost(port)
        guard Self.withAddress(&address, { Glibc.connect(connection, $0, $1) }) == 0 else {
            Glibc.close(connection)
            throw POSIXError(.ECONNREFUSED)
        }
        return connection
    }

    private static func localhost(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }

    private static func withAddress(
        _ address: inout sockaddr_in, _ body: (UnsafeMutablePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
