import Base
import BusTestSupport
import DBus
import Foundation
import Glibc
import NetworkManager
import TestSupport
import Testing

@Suite(.waits) struct DaemonTests {
    /// The error of a call, which must come within ten seconds of its deadline.
    private func failure(within duration: Duration, _ body: (Deadline) throws -> Void) throws -> DaemonError {
        let clock = ContinuousClock()
        let start = clock.now
        let error = try #require(throws: DaemonError.self) { try body(Deadline(after: duration)) }
        #expect(clock.now - start < duration + .seconds(10))
        return error
    }

    @Test func `without a bus there is a typed error`() throws {
        let error = try failure(within: .seconds(10)) { deadline in
            _ = try Daemon(at: BusAddress("unix:path=/nonexistent/bus"), by: deadline)
        }
        #expect(error.code == .busUnavailable)
        #expect(error.description.contains("/nonexistent/bus"))
    }

    @Test func `a bus without NetworkManager is a typed error`() throws {
        let sandbox = try Sandbox("--no-nm")
        let error = try failure(within: .seconds(10)) { deadline in _ = try Daemon(at: sandbox.address, by: deadline) }
        #expect(error.code == .notRunning)
    }

    @Test func `a bus that hangs is told from a daemon that hangs`() throws {
        let sandbox = try Sandbox()
        try sandbox.run("kill -STOP $(cat $NMFENCE_SANDBOX_DIR/bus.pid)")
        let error = try failure(within: .milliseconds(300)) { deadline in
            _ = try Daemon(at: sandbox.address, by: deadline)
        }
        #expect(error.code == .busNotResponding)
        try sandbox.run("kill -CONT $(cat $NMFENCE_SANDBOX_DIR/bus.pid)")
    }

    @Test func `a daemon that hangs is noticed at the deadline in every call, and works when it goes on`() throws {
        let sandbox = try Sandbox()
        let daemon = try sandbox.daemon()
        let path = try #require(try daemon.snapshot(by: .testEnd).devices.first { $0.name == "cali0" }).path
        try sandbox.run("nm-control pause")
        // The bus answers for it.
        _ = try sandbox.daemon()
        let calls: [(Deadline) throws -> Void] = [
            { _ = try daemon.snapshot(by: $0) },
            { _ = try daemon.status(by: $0) }, { _ = try daemon.permissions(by: $0) },
            { try daemon.reloadConfiguration(by: $0) }, { _ = try daemon.device(path, by: $0) },
            { try daemon.setManaged(true, path, by: $0) }, { try daemon.forgetManaged(path, by: $0) },
            { _ = try daemon.wait(for: path, by: $0) { _ in true } },
        ]
        for call in calls {
            let error = try failure(within: .milliseconds(150), call)
            #expect(error.code == .notResponding, "found \(error)")
        }
        try sandbox.run("nm-control resume")
        #expect(try daemon.status(by: .testEnd).isNetworkingEnabled)
    }

    @Test func `a daemon that stopped is told from one that was restarted`() throws {
        let sandbox = try Sandbox()
        let daemon = try sandbox.daemon()
        try sandbox.run("nm-control stop")
        #expect(try failure(within: .seconds(20)) { _ = try daemon.snapshot(by: $0) }.code == .stopped)
        #expect(try failure(within: .seconds(20)) { _ = try Daemon(at: sandbox.address, by: $0) }.code == .notRunning)
        try sandbox.run("nm-control start")
        #expect(try failure(within: .seconds(20)) { _ = try daemon.snapshot(by: $0) }.code == .restarted)
        #expect(try sandbox.daemon().owner != daemon.owner)
    }

    @Test func `a daemon that is killed in the middle of a call ends the call`() throws {
        let sandbox = try Sandbox()
        let daemon = try sandbox.daemon()
        try sandbox.run("nm-control pause")
        DispatchQueue.global().asyncAfter(deadline: .now() + 0.2) { _ = try? sandbox.run("nm-control kill") }
        let error = try failure(within: .seconds(20)) { _ = try daemon.snapshot(by: $0) }
        #expect(error.code == .stopped)
        #expect(error.underlying?.code == .noReply)
    }

    @Test func `a daemon that is restarted in the middle of a call is told`() throws {
        let sandbox = try Sandbox()
        let daemon = try sandbox.daemon()
        try sandbox.run("nm-control pause")
        DispatchQueue.global().asyncAfter(deadline: .now() + 0.2) {
            _ = try? sandbox.run("nm-control kill; nm-control start")
        }
        let error = try failure(within: .seconds(20)) { _ = try daemon.snapshot(by: $0) }
        #expect(error.code == .restarted)
    }

    @Test func `a bus that ends is told`() throws {
        let sandbox = try Sandbox()
        let daemon = try sandbox.daemon()
        try sandbox.run("nm-control bus-stop")
        #expect(try failure(within: .seconds(20)) { _ = try daemon.snapshot(by: $0) }.code == .busUnavailable)
        #expect(
            try failure(within: .seconds(20)) { _ = try Daemon(at: sandbox.address, by: $0) }.code == .busUnavailable)
    }

    @Test func `a caller without permission reads everything, and is refused what it may not change`() throws {
        let sandbox = try Sandbox()
        let before = try sandbox.daemon().snapshot(by: .testEnd)
        try sandbox.relay(as: 65534)
        // The sandbox's files can be reached only through a descriptor once the thread is nobody.
        let folder = open(sandbox.busFolder, O_RDONLY | O_DIRECTORY)
        try #require(folder >= 0)
        defer { close(folder) }
        let address = BusAddress(socketPath: "/proc/self/fd/\(folder)/bus")
        let outcome = try onThread {
            try becomeNobody()
            let daemon = try Daemon(at: address, by: .testEnd)
            let snapshot = try daemon.snapshot(by: .testEnd)
            let device = try #require(snapshot.devices.first { $0.name == "cali0" })
            let refusals = [
                #expect(throws: DaemonError.self) { try daemon.reloadConfiguration(by: .testEnd) },
                #expect(throws: DaemonError.self) { try daemon.setManaged(false, device.path, by: .testEnd) },
            ]
            return (snapshot, try daemon.permissions(by: .testEnd), refusals.compactMap { $0?.code })
        }
        #expect(outcome.0 == before)
        #expect(outcome.1.values.allSatisfy { $0 != .yes }, "found \(outcome.1)")
        #expect(outcome.2 == [.notPermitted, .notPermitted])
    }

    @Test(arguments: [
        [], [Value.uint32(7)], [.dictionary(key: "s", value: "v", [])],
        [.dictionary(key: "s", value: "v", [.init(.string("Version"), .variant(.uint32(1)))])],
        [.dictionary(key: "o", value: "a{sa{sv}}", [])],
        [
            .dictionary(
                key: "o", value: "a{sa{sv}}",
                [
                    .init(
                        .objectPath("/org/freedesktop/NetworkManager/Devices/1"),
                        .dictionary(
                            key: "s", value: "a{sv}",
                            [
                                .init(
                                    .string("org.freedesktop.NetworkManager.Device"),
                                    .dictionary(
                                        key: "s", value: "v", [.init(.string("StateReason"), .variant(.string("odd")))])
                                )
                            ]))
                ])
        ],
    ])
    func `an answer of the wrong type is a typed error`(answer: [Value]) throws {
        let bus = try PrivateBus()
        let peer = try Peer(on: bus, name: Daemon.busName) { _, _ in .values(answer) }
        let daemon = try Daemon(at: bus.address, by: .testEnd)
        let error = try #require(throws: DaemonError.self) { try daemon.snapshot(by: .testEnd) }
        #expect(error.code == .unexpectedAnswer, "found \(error)")
        peer.end()
    }

    @Test func `a refusal keeps NetworkManager's own words`() throws {
        let bus = try PrivateBus()
        let peer = try Peer(on: bus, name: Daemon.busName) { _, _ in
            .error("org.freedesktop.NetworkManager.InvalidArguments", "Invalid flags for reload")
        }
        let daemon = try Daemon(at: bus.address, by: .testEnd)
        let error = try #require(throws: DaemonError.self) { try daemon.reloadConfiguration(by: .testEnd) }
        #expect(error.code == .refused)
        #expect(error.description.contains("Invalid flags for reload"))
        peer.end()
    }
}

/// Runs something on a thread of its own.
private func onThread<Result>(_ body: @escaping @Sendable () throws -> Result) throws -> Result {
    nonisolated(unsafe) var outcome: Swift.Result<Result, any Error>?
    let isDone = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
        outcome = Swift.Result { try body() }
        isDone.signal()
    }
    isDone.wait()
    return try #require(outcome).get()
}

/// Gives up root in this thread only: the system call itself, and not the C library's function, which changes every
/// thread.
private func becomeNobody() throws {
    typealias SystemCall = @convention(c) (Int, Int, Int, Int) -> Int
    #if arch(x86_64)
        let setresuid = 117
    #else
        let setresuid = 147
    #endif
    let symbol = try #require(dlsym(nil, "syscall"))
    let isNobody = unsafeBitCast(symbol, to: SystemCall.self)(setresuid, 65534, 65534, 65534) == 0
    try #require(isNobody)
}
