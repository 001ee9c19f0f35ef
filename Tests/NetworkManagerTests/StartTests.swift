import Base
import BusTestSupport
import DBus
import NetworkManager
import Testing

@Suite struct `A NetworkManager that starts` {
    private func pretended(_ change: (inout PretendedDaemon.Behaviour) -> Void) -> PretendedDaemon {
        var behaviour = PretendedDaemon.Behaviour()
        change(&behaviour)
        return PretendedDaemon(behaviour)
    }

    @Test(arguments: ["snapshot", "status", "permissions", "reload"])
    func `is waited for by every question while it has its name and no objects`(question: String) throws {
        let bus = try PrivateBus()
        let peer = try pretended { $0.questionsBeforeObjects = 3 }.appear(on: bus)
        defer { peer.end() }
        let daemon = try Daemon(at: bus.address, by: .testEnd)
        switch question {
        case "snapshot": #expect(try daemon.snapshot(by: .testEnd).devices.map(\.name) == ["cali0"])
        case "status": #expect(try daemon.status(by: .testEnd).isNetworkingEnabled)
        case "permissions": #expect(try daemon.permissions(by: .testEnd)[.reload] == .yes)
        default: try daemon.reloadConfiguration(by: .testEnd)
        }
    }

    @Test func `is a typed error with its phase where it has no objects before the deadline`() throws {
        let bus = try PrivateBus()
        let peer = try pretended { $0.questionsBeforeObjects = .max }.appear(on: bus)
        defer { peer.end() }
        let daemon = try Daemon(at: bus.address, by: .testEnd)
        let error = try #require(throws: DaemonError.self) {
            try daemon.snapshot(by: Deadline(after: .milliseconds(500)))
        }
        #expect(error.code == .starting)
        #expect(error.start?.phase == .objects)
        // Counted from the first question, which comes later on a busy machine.
        let waited = try #require(error.start?.waited)
        #expect(waited > .zero && waited < .milliseconds(600), "\(waited)")
        let words = "NetworkManager is still starting: its name is on the bus, but its objects are not yet after "
        #expect(error.outcome.hasPrefix(words + waited.inSeconds), "\(error.outcome)")
    }

    @Test func `is waited for as long as it is on its way to its name`() throws {
        let bus = try PrivateBus()
        let connection = try bus.connect()
        var looks = 0
        var peer: Peer?
        let daemon = try Daemon(on: connection, by: .testEnd) {
            looks += 1
            if looks == 2 { peer = try? PretendedDaemon().appear(on: bus) }
            return true
        }
        #expect(daemon.owner == peer?.uniqueName)
        peer?.end()
    }

    @Test func `is asked with the greeting which devices it has, and afresh from then on`() throws {
        let bus = try PrivateBus()
        let peer = try PretendedDaemon().appear(on: bus)
        defer { peer.end() }
        let plain = try Daemon(on: bus.connect(), by: .testEnd)
        _ = try plain.snapshot(by: .testEnd)
        let cost = peer.receivedCalls.count

        let inquiry = try DaemonInquiry()
        let connection = try Connection(to: bus.address, sending: inquiry.calls, by: .testEnd)
        let daemon = try Daemon(on: connection, inquiry, by: .testEnd)
        let first = try daemon.firstSnapshot(by: .testEnd)
        #expect(first.devices.map(\.isManaged) == [true])
        #expect(peer.receivedCalls.count == 2 * cost, "found \(peer.receivedCalls)")

        try daemon.setManaged(false, try #require(first.devices.first).path, by: .testEnd)
        #expect(try daemon.firstSnapshot(by: .testEnd).devices.map(\.isManaged) == [false])
        #expect(peer.receivedCalls.count == 3 * cost + 1, "found \(peer.receivedCalls)")
    }

    @Test func `is asked anew where another one answered for it, or none did`() throws {
        let bus = try PrivateBus()
        let inquiry = try DaemonInquiry()
        let connection = try Connection(to: bus.address, sending: inquiry.calls, by: .testEnd)
        var peer: Peer?
        let daemon = try Daemon(on: connection, inquiry, by: .testEnd) {
            if peer == nil { peer = try? PretendedDaemon().appear(on: bus) }
            return true
        }
        #expect(try daemon.firstSnapshot(by: .testEnd).devices.map(\.name) == ["cali0"])
        peer?.end()
    }

    @Test func `is not waited for where none is on its way, or not any more`() throws {
        let bus = try PrivateBus()
        let connection = try bus.connect()
        for left in [0, 2] {
            var looks = left
            let error = try #require(throws: DaemonError.self) {
                try Daemon(on: connection, by: .testEnd) {
                    looks -= 1
                    return looks >= 0
                }
            }
            #expect(error.code == .notRunning)
        }
        let error = try #require(throws: DaemonError.self) {
            try Daemon(on: connection, by: Deadline(after: .milliseconds(500))) { true }
        }
        #expect(error.start?.phase == .name)
    }

    @Test func `takes its devices along when it ends, which does not mean that they are gone`() throws {
        let bus = try PrivateBus()
        let peer = try pretended { $0.questionsBeforeObjects = .max }.appear(on: bus)
        defer { peer.end() }
        let daemon = try Daemon(at: bus.address, by: .testEnd)
        let error = try #require(throws: DaemonError.self) {
            try daemon.setManaged(
                false, "/org/freedesktop/NetworkManager/Devices/1", by: Deadline(after: .milliseconds(500)))
        }
        #expect(error.code == .starting)
    }

    @Test func `costs one question more where nothing changes`() throws {
        let bus = try PrivateBus()
        let peer = try PretendedDaemon().appear(on: bus)
        defer { peer.end() }
        let daemon = try Daemon(at: bus.address, by: .testEnd)
        _ = try daemon.settledSnapshot(within: .testEnd, by: .testEnd) { _ in true }
        #expect(peer.receivedCalls == ["GetAll", "GetAll", "Get"])
    }

    @Test(arguments: [false, true])
    func `is looked at again where a device changes while it is read`(isStartingUp: Bool) throws {
        let bus = try PrivateBus()
        let peer = try pretended {
            $0.flipsBack = true
            $0.isStartingUp = isStartingUp
        }.appear(on: bus)
        defer { peer.end() }
        let daemon = try Daemon(at: bus.address, by: .testEnd)
        try daemon.reloadConfiguration(by: .testEnd)
        // Longer than reading takes, on a busy machine as well.
        let limit = Deadline(after: .seconds(2))
        let settled = try daemon.settledSnapshot(within: limit, by: .testEnd) {
            !$0.devices.contains(where: \.isManaged)
        }
        #expect(settled.devices.map(\.isManaged) == [true])
    }
}
