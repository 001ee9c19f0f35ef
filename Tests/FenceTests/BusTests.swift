import Base
import BusTestSupport
import DBus
import Testing

@testable import Fence

@Suite struct BusTests {
    private let soon = Deadline(after: .seconds(20))

    @Test func `nobody is connected to before somebody asks, and everybody gets the same connection`() throws {
        let daemon = try PrivateBus()
        var connections: [String] = []
        let bus = Bus(at: daemon.address) { exchange, _ in
            if exchange.hasPrefix("connecting") { connections.append(exchange) }
        }
        #expect(connections == [])
        let first = try bus.connection(by: soon)
        #expect(try bus.connection(by: soon) === first)
        #expect(try first.owner(of: "org.freedesktop.DBus", by: soon) != nil)
        #expect(try bus.connection(by: soon) === first)
        #expect(connections.count == 1)
    }

    @Test func `a connection that the bus has closed is not handed out again`() throws {
        let daemon = try PrivateBus()
        let bus = Bus(at: daemon.address)
        let first = try bus.connection(by: soon)
        daemon.kill()
        #expect(throws: BusError.self) {
            while true { _ = try first.owner(of: "org.freedesktop.DBus", by: soon) }
        }
        #expect(throws: BusError.self) { try bus.connection(by: soon) }
    }
}
