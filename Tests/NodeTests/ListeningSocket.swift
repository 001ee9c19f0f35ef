import Base
import Glibc

/// A socket that listens on a port of localhost, for as long as this lives.
final class ListeningSocket {
    let port: UInt16
    private let descriptor: Int32

    init() throws {
        descriptor = try systemCall { socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0) }
        var address = Self.localhost(0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let own = descriptor
        try withUnsafeMutablePointer(to: &address) { pointer in
            try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                try systemCall { bind(own, pointer, length) }
                try systemCall { listen(own, 8) }
                try systemCall { getsockname(own, pointer, &length) }
            }
        }
        port = UInt16(bigEndian: address.sin_port)
    }

    deinit { close(descriptor) }

    /// A connection to it; the caller closes it.
    func connect() throws -> Int32 {
        let connection = try systemCall { socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0) }
        var address = Self.localhost(port)
        _ = try withUnsafeMutablePointer(to: &address) { pointer in
            try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                try systemCall { Glibc.connect(connection, pointer, socklen_t(MemoryLayout<sockaddr_in>.size)) }
            }
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
}
