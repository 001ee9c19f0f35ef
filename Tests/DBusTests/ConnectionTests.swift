import Base
import BusTestSupport
import CDBus
import Foundation
import Testing

@testable import DBus

@Suite struct ConnectionTests {
    @Test func `a bus that is not there is a typed error with its address`() throws {
        let error = try #require(throws: BusError.self) {
            try Connection(to: BusAddress("unix:path=/nonexistent/bus"), by: .testEnd)
        }
        #expect(error.code == .busUnavailable)
        #expect(error.errorName == "org.freedesktop.DBus.Error.FileNotFound")
        #expect(error.description.contains("/nonexistent/bus"))
    }

    @Test(arguments: [
        ("tcp:host=localhost,port=1", "localhost"), ("unix:path=/x;tcp:port=1,host=%62us", "bus"),
        ("tcp:host=127.0.0.1,port=dbus", "dbus"), ("tcp:host=127.0.0.1,port=1;tcp:host=fd00%3a%3a1,port=2", nil),
        ("unix:path=/host=x", nil),
    ])
    func `a name in an address is not looked up`(address: String, name: String?) {
        #expect(BusAddress(address).unresolvedName == name)
        guard let name else { return }
        #expect {
            try Connection(to: BusAddress(address), by: Deadline(after: .seconds(20)))
        } throws: {
            "\($0)".contains("\(name) is not an IP address; names are not resolved")
        }
    }

    @Test(arguments: [
        "unixexec:path=/bin/touch,argv1=MARK", "unix:path=/nonexistent;unixexec:path=/bin/touch,argv1=MARK",
        "autolaunch:", "autolaunch:scope=user", "nonce-tcp:host=127.0.0.1,port=1,noncefile=MARK", "launchd:env=X",
        "systemd:", "UNIX:path=/x", " unix:path=/x", "%75nixexec:path=/bin/touch,argv1=MARK",
    ])
    func `an address of a transport that does more than open a socket is refused, and runs nothing`(text: String) throws
    {
        let bus = try PrivateBus()
        let mark = bus.folder.appending(path: "mark").path
        let address = BusAddress(text.replacing("MARK", with: mark))
        #expect(address.refusedEntry != nil)
        let (error, elapsed) = try failure(within: .seconds(10)) { _ = try Connection(to: address, by: $0) }
        #expect(error.code == .busUnavailable)
        #expect(error.description.contains("only unix: and tcp: are"), "\(error)")
        #expect(elapsed < .seconds(5))
        #expect(!FileManager.default.fileExists(atPath: mark))
    }

    @Test(arguments: ["", "nonsense", "unix:", "unix:path=", "unix:path=/a\0b", "tcp:host=localhost,port=1", ";;"])
    func `an address that leads nowhere is a typed error`(address: String) throws {
        let error = try #require(throws: BusError.self) { try Connection(to: BusAddress(address), by: .testEnd) }
        #expect([.busUnavailable, .invalidArgument].contains(error.code), "found \(error)")
    }

    @Test func `a socket path with unusual characters is found again`() throws {
        let bus = try PrivateBus()
        let folder = bus.folder.appending(path: "a b,c;d=e%f'ü")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let link = folder.appending(path: "bus").path
        try FileManager.default.createSymbolicLink(
            atPath: link, withDestinationPath: bus.folder.appending(path: "bus").path)
        let connection = try Connection(to: BusAddress(socketPath: link), by: .testEnd)
        #expect(connection.uniqueName.isUnique)
    }

    @Test func `the variable for the system bus is honoured`() throws {
        let bus = try PrivateBus()
        let before = ProcessInfo.processInfo.environment["DBUS_SYSTEM_BUS_ADDRESS"]
        defer {
            if let before { setenv("DBUS_SYSTEM_BUS_ADDRESS", before, 1) } else { unsetenv("DBUS_SYSTEM_BUS_ADDRESS") }
        }
        setenv("DBUS_SYSTEM_BUS_ADDRESS", bus.address.text, 1)
        let connection = try Connection(by: .testEnd)
        #expect(connection.address == bus.address)
        unsetenv("DBUS_SYSTEM_BUS_ADDRESS")
        #expect(BusAddress.system.text.hasPrefix("unix:path=/run/dbus/system_bus_socket"))
    }

    @Test func `dropping a connection ends it on the bus and aborts nothing`() throws {
        let bus = try PrivateBus()
        let observer = try bus.connect()
        var names: [BusName] = []
        for _ in 0..<20 {
            let connection = try bus.connect()
            _ = try connection.owner(of: .bus, by: .testEnd)
            names.append(connection.uniqueName)
        }
        for name in names {
            let changes = try observer.subscribeToOwner(of: name, by: .testEnd)
            if try observer.owner(of: name, by: .testEnd) != nil {
                #expect(try changes.next(by: .testEnd) != nil, "\(name) stays on the bus")
            }
        }
    }

    @Test func `a bus that stopped while we connect is noticed at the deadline`() throws {
        let bus = try PrivateBus()
        bus.stop()
        let (error, elapsed) = try failure(within: .milliseconds(300)) { deadline in
            _ = try Connection(to: bus.address, by: deadline)
        }
        #expect(error.code == .timedOut)
        #expect(elapsed >= .milliseconds(290) && elapsed < .seconds(10), "took \(elapsed)")
    }

    @Test func `a local socket whose backlog is full is given up at the deadline`() throws {
        let crowd = try Crowd()
        let (error, elapsed) = try failure(within: .milliseconds(300)) { deadline in
            _ = try Connection(to: crowd.address, by: deadline)
        }
        #expect(error.code == .timedOut)
        #expect(elapsed >= .milliseconds(290) && elapsed < .seconds(10), "took \(elapsed)")
    }

    @Test func `an interruption ends the wait for a place in a full backlog`() throws {
        let crowd = try Crowd()
        let pipe = Pipe()
        try pipe.fileHandleForWriting.write(contentsOf: Data([0]))
        let start = ContinuousClock.now
        let deadline = Deadline(after: .seconds(30), orReadable: pipe.fileHandleForReading.fileDescriptor)
        let error = try #require(throws: BusError.self) { try Connection(to: crowd.address, by: deadline) }
        #expect(error.code == .interrupted)
        #expect(ContinuousClock.now - start < .seconds(10))
    }

    @Test func `an address of another kind is given up at the deadline, and the thread left behind cleans up`() throws {
        let bus = try PrivateBus()
        bus.stop()
        do {
            var sockets: [UnixDescriptor] = []
            while let socket = try connectWithoutWaiting(to: bus.folder.appending(path: "bus").path) {
                sockets.append(socket)
            }
            #expect(!sockets.isEmpty)
            let (error, elapsed) = try failure(within: .milliseconds(300)) { deadline in
                _ = try Connection(to: BusAddress(bus.address.text + ";tcp:host=127.0.0.1,port=1"), by: deadline)
            }
            #expect(error.code == .timedOut)
            #expect(elapsed >= .milliseconds(290) && elapsed < .seconds(10), "took \(elapsed)")
            withExtendedLifetime(sockets) {}
        }
        // The thread's connect(2) now succeeds, and it closes what nobody waits for.
        bus.resume()
        #expect(try bus.connect().uniqueName.isUnique)
    }

    @Test func `something that listens and hangs up is a typed error`() throws {
        let listener = try Listener { client in close(client) }
        let error = try #require(throws: BusError.self) { try Connection(to: listener.address, by: .testEnd) }
        #expect(error.code == .disconnected)
    }

    @Test func `something that listens and speaks another language is a typed error`() throws {
        let listener = try Listener { client in
            let text = "HTTP/1.1 400 Bad Request\r\n\r\n"
            _ = text.withCString { write(client, $0, strlen($0)) }
            close(client)
        }
        let error = try #require(throws: BusError.self) { try Connection(to: listener.address, by: .testEnd) }
        #expect(error.code == .disconnected)
    }

    @Test func `something that listens and says nothing is noticed at the deadline`() throws {
        let listener = try Listener { _ in }
        let (error, elapsed) = try failure(within: .milliseconds(300)) { deadline in
            _ = try Connection(to: listener.address, by: deadline)
        }
        #expect(error.code == .timedOut)
        #expect(elapsed < .seconds(10), "took \(elapsed)")
    }

    @Test func `the process lives on when the bus goes away, and every call says so`() throws {
        let bus = try PrivateBus()
        let connection = try bus.connect()
        bus.kill()
        for _ in 0..<2 {
            let error = try #require(throws: BusError.self) { try connection.owner(of: "test.peer", by: .testEnd) }
            #expect(error.code == .disconnected)
        }
    }

    @Test func `a bus that dies during a call ends the call at once`() throws {
        let bus = try PrivateBus()
        let peer = try Peer(on: bus) { _, _ in
            bus.kill()
            return .silence
        }
        let connection = try bus.connect()
        let error = try #require(throws: BusError.self) { try connection.callPeer("Anything") }
        #expect(error.code == .disconnected)
        #expect(peer.receivedCalls == ["Anything"])
    }

    @Test func `what the process does on a broken pipe is left alone, and a bus that hung up breaks none`() throws {
        func ignored() throws -> String? {
            try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
                .split(separator: "\n").first { $0.hasPrefix("SigIgn") }.map(String.init)
        }
        let before = try ignored()
        let bus = try PrivateBus()
        let connection = try bus.connect()
        #expect(try ignored() == before)
        bus.kill()
        // The process would not outlive writing to the dead socket.
        for _ in 0..<3 {
            #expect(throws: BusError.self) { try connection.callPeer("Anything") }
        }
    }

    @Test func `two threads with a connection each do not disturb one another`() async throws {
        let bus = try PrivateBus()
        let peer = try Peer(on: bus) { _, _ in .echo }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for thread in 0..<4 {
                group.addTask {
                    let connection = try bus.connect()
                    for number in 0..<50 {
                        let value = Value.string("\(thread) \(number)")
                        #expect(try connection.callPeer("Echo", [value]).arguments() == [value])
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(peer.receivedCalls.count == 200)
    }
}

/// The error that `body` throws, and how long that took.
func failure(
    within duration: Duration, _ body: (Deadline) throws -> Void
) throws -> (error: BusError, elapsed: Duration) {
    let clock = ContinuousClock()
    let start = clock.now
    let error = try #require(throws: BusError.self) { try body(Deadline(after: duration)) }
    return (error, clock.now - start)
}

/// A connected socket, or nil where the listener's backlog is full.
private func connectWithoutWaiting(to path: String) throws -> UnixDescriptor? {
    let descriptor = UnixDescriptor(owning: socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0))
    var address = socketAddress(path)
    let status = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            connect(descriptor.rawValue, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
        }
    }
    if status == 0 { return descriptor }
    try #require(errno == EAGAIN)
    return nil
}

private func socketAddress(_ path: String) -> sockaddr_un {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    return address
}

/// A socket that listens at a path.
private func listen(at path: String, backlog: Int32) throws -> UnixDescriptor {
    let descriptor = UnixDescriptor(owning: socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0))
    var address = socketAddress(path)
    let status = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            bind(descriptor.rawValue, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
        }
    }
    try #require(status == 0)
    try #require(listen(descriptor.rawValue, backlog) == 0)
    return descriptor
}

/// A socket where a bus is expected, which accepts nobody and has no place left.
private final class Crowd {
    let address: BusAddress
    private let path: String
    private let listener: UnixDescriptor
    private var sockets: [UnixDescriptor] = []

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "nmfence-\(UUID().uuidString.prefix(8))").path
        address = BusAddress(socketPath: path)
        listener = try listen(at: path, backlog: 0)
        while let socket = try connectWithoutWaiting(to: path) { sockets.append(socket) }
    }

    deinit { unlink(path) }
}

/// Accepts connections where a bus is expected.
private final class Listener: Sendable {
    let address: BusAddress
    private let path: String
    private let descriptor: UnixDescriptor

    init(_ accepted: @escaping @Sendable (Int32) -> Void) throws {
        path = FileManager.default.temporaryDirectory.appending(path: "nmfence-\(UUID().uuidString.prefix(8))").path
        address = BusAddress(socketPath: path)
        descriptor = try listen(at: path, backlog: 5)
        Thread.detachNewThread { [descriptor] in
            while true {
                let client = accept(descriptor.rawValue, nil, nil)
                if client < 0 { return }
                accepted(client)
            }
        }
    }

    deinit {
        // Wakes the thread, which keeps the descriptor.
        shutdown(descriptor.rawValue, Int32(SHUT_RDWR))
        unlink(path)
    }
}
