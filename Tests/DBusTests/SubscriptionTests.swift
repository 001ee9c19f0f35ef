import Base
import BusTestSupport
import Foundation
import Testing

@testable import DBus

@Suite struct SubscriptionTests {
    let bus: PrivateBus
    let connection: Connection

    init() throws {
        bus = try PrivateBus()
        connection = try bus.connect()
    }

    /// A peer that sends one signal per argument when it is called.
    private func speaker(
        path: String = "/test", interface: String = "test.Peer", member: String = "Changed"
    ) throws -> Peer {
        try Peer(on: bus) { _, arguments in .signals(arguments.map { (path, interface, member, [$0]) }) }
    }

    private func texts(_ subscription: borrowing Subscription, count: Int) throws -> [String] {
        var texts: [String] = []
        for _ in 0..<count {
            guard let signal = try subscription.next(by: .testEnd) else { break }
            var reader = signal.reader
            texts.append(try reader.read(String.self))
        }
        return texts
    }

    @Test func `signals that arrive during a call are kept, in order`() throws {
        let peer = try speaker()
        let changes = try connection.subscribe(
            to: MatchRule(sender: peer.uniqueName, interface: "test.Peer"), by: .testEnd)
        try _ = connection.callPeer("Speak", [.string("one"), .string("two"), .string("three")])
        _ = try connection.owner(of: "test.peer", by: .testEnd)
        #expect(try texts(changes, count: 3) == ["one", "two", "three"])
        #expect(try changes.next(by: Deadline(after: .zero)) == nil)
        peer.end()
    }

    @Test func `a call during which a subscription begins is made once, and its signals may be seen`() throws {
        let peer = try speaker()
        let call = try Message(calling: "Speak", of: "test.Peer", at: "/test", in: "test.peer")
        try connection.sendAhead(call)
        let changes = try connection.subscribe(
            to: MatchRule(sender: peer.uniqueName, interface: "test.Peer"), by: .testEnd)
        try connection.call(call, by: .testEnd)
        try _ = connection.callPeer("Speak", [.string("two")])
        #expect(peer.receivedCalls == ["Speak", "Speak"])
        #expect(try texts(changes, count: 1) == ["two"])
        peer.end()
    }

    @Test func `without signals the deadline is kept`() throws {
        let peer = try speaker()
        let changes = try connection.subscribe(to: MatchRule(sender: peer.uniqueName), by: .testEnd)
        let clock = ContinuousClock()
        let start = clock.now
        #expect(try changes.next(by: Deadline(after: .milliseconds(100))) == nil)
        #expect(clock.now - start >= .milliseconds(95))
        peer.end()
    }

    @Test func `each subscription gets what it asked for, and only that`() throws {
        let peer = try speaker()
        let sender = peer.uniqueName
        let all = try connection.subscribe(to: MatchRule(sender: sender), by: .testEnd)
        let one = try connection.subscribe(to: MatchRule(sender: sender, firstArgument: "b"), by: .testEnd)
        let other = try connection.subscribe(to: MatchRule(sender: sender, member: "Else"), by: .testEnd)
        let two = try connection.subscribe(
            to: MatchRule(sender: sender, firstArgument: "a"), MatchRule(sender: sender, firstArgument: "c"),
            by: .testEnd)
        try _ = connection.callPeer("Speak", [.string("a"), .string("b"), .string("c")])
        #expect(try texts(all, count: 3) == ["a", "b", "c"])
        #expect(try texts(one, count: 1) == ["b"])
        #expect(try texts(two, count: 2) == ["a", "c"])
        #expect(try other.next(by: Deadline(after: .zero)) == nil)
        peer.end()
    }

    @Test func `a path counts with or without what is below it`() throws {
        let peer = try speaker(path: "/a/b")
        let sender = peer.uniqueName
        let exact = try connection.subscribe(to: MatchRule(sender: sender, path: "/a"), by: .testEnd)
        let below = try connection.subscribe(
            to: MatchRule(sender: sender, path: "/a", includesDescendants: true), by: .testEnd)
        let root = try connection.subscribe(
            to: MatchRule(sender: sender, path: "/", includesDescendants: true), by: .testEnd)
        let sibling = try connection.subscribe(
            to: MatchRule(sender: sender, path: "/a/bc", includesDescendants: true), by: .testEnd)
        try _ = connection.callPeer("Speak", [.string("x")])
        #expect(try texts(below, count: 1) == ["x"])
        #expect(try texts(root, count: 1) == ["x"])
        #expect(try exact.next(by: Deadline(after: .zero)) == nil)
        #expect(try sibling.next(by: Deadline(after: .zero)) == nil)
        peer.end()
    }

    @Test(arguments: ["it's", "a\\b", "'", "''", "\\'", "a,b='c'", "ü\t\n", ""])
    func `any text can be matched`(text: String) throws {
        let peer = try speaker()
        let changes = try connection.subscribe(
            to: MatchRule(sender: peer.uniqueName, firstArgument: text), by: .testEnd)
        try _ = connection.callPeer("Speak", [.string("other"), .string(text)])
        #expect(try texts(changes, count: 1) == [text])
        peer.end()
    }

    @Test func `the bus is told when a subscription ends`() throws {
        let peer = try speaker()
        let rule = MatchRule(sender: peer.uniqueName, member: "Changed")
        do {
            let changes = try connection.subscribe(to: rule, by: .testEnd)
            try _ = connection.callPeer("Speak", [.string("heard")])
            #expect(try texts(changes, count: 1) == ["heard"])
        }
        // The bus refuses to remove a rule that it does not have.
        let removal = try Message(calling: "RemoveMatch", of: .bus, at: "/org/freedesktop/DBus", in: .bus)
        try removal.append(.string(rule.text))
        let error = try #require(throws: BusError.self) { try connection.call(removal, by: .testEnd) }
        #expect(error.errorName == "org.freedesktop.DBus.Error.MatchRuleNotFound")
        peer.end()
    }

    @Test func `a sender is named by its unique name only`() throws {
        let error = try #require(throws: BusError.self) {
            _ = try connection.subscribe(to: MatchRule(sender: "test.peer"), by: .testEnd)
        }
        #expect(error.code == .invalidArgument)
    }

    @Test func `another owner of a name is noticed, and does not speak for the first`() throws {
        let first = try speaker()
        let changes = try connection.subscribe(to: MatchRule(sender: first.uniqueName), by: .testEnd)
        let owner = try connection.subscribeToOwner(of: "test.peer", by: .testEnd)
        first.end()
        let second = try speaker()
        let gone = try Connection.ownerChange(in: try #require(try owner.next(by: .testEnd)))
        #expect(gone.old == first.uniqueName && gone.new == nil)
        let come = try Connection.ownerChange(in: try #require(try owner.next(by: .testEnd)))
        #expect(come.old == nil && come.new == second.uniqueName)
        try _ = connection.callPeer("Speak", [.string("from the second")])
        #expect(try changes.next(by: Deadline(after: .milliseconds(50))) == nil)
        second.end()
    }

    @Test func `a bus that goes away ends the wait`() throws {
        let peer = try speaker()
        let changes = try connection.subscribe(to: MatchRule(sender: peer.uniqueName), by: .testEnd)
        bus.kill()
        let error = try #require(throws: BusError.self) { try changes.next(by: .testEnd) }
        #expect(error.code == .disconnected)
    }
}
