import Base
import BusTestSupport
import Foundation
import Testing

@testable import DBus

@Suite struct CallTests {
    let bus: PrivateBus
    let connection: Connection

    init() throws {
        bus = try PrivateBus()
        connection = try bus.connect()
    }

    @Test func `an error reply carries its name and its text`() throws {
        let peer = try Peer(on: bus) { _, _ in .error("test.Error.Broken", "it is\nbroken") }
        let error = try #require(throws: BusError.self) { try connection.callPeer("Break") }
        #expect(error.code == .remote)
        #expect(error.errorName == "test.Error.Broken")
        #expect(error.text == "it is\nbroken")
        #expect(error.subject == "test.Peer.Break at /test in test.peer")
        peer.end()
    }

    @Test func `an error reply without a text is an error all the same`() throws {
        let peer = try Peer(on: bus) { _, _ in .bareError("test.Error.Bare") }
        let error = try #require(throws: BusError.self) { try connection.callPeer("Break") }
        #expect(error.errorName == "test.Error.Bare")
        peer.end()
    }

    @Test func `a name that nobody owns is unavailable, and nothing is started`() throws {
        let marker = FileManager.default.temporaryDirectory.appending(path: "nmfence-marker-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: marker) }
        let bus = try PrivateBus(services: ["test.activatable": "/usr/bin/touch \(marker)"])
        let connection = try bus.connect()
        let error = try #require(throws: BusError.self) { try connection.callPeer("Anything", at: "test.activatable") }
        #expect(error.code == .serviceUnavailable)
        #expect(!FileManager.default.fileExists(atPath: marker))

        // The bus would have started it: asked to, it does, and waits in vain for the service to take its name.
        let start = try Message(calling: "StartServiceByName", of: .bus, at: "/org/freedesktop/DBus", in: .bus)
        try start.append(.string("test.activatable"))
        try start.append(.uint32(0))
        #expect(throws: BusError.self) { try connection.call(start, by: .testEnd) }
        #expect(FileManager.default.fileExists(atPath: marker))
    }

    @Test func `a peer that never answers is left at the deadline, and its late answer disturbs nobody`() throws {
        let peer = try Peer(on: bus) { member, _ in member == "Silent" ? .silence : .values([.string("here")]) }
        let (error, elapsed) = try failure(within: .milliseconds(200)) { deadline in
            _ = try connection.callPeer("Silent", by: deadline)
        }
        #expect(error.code == .timedOut)
        #expect(error.errorName == nil)
        #expect(elapsed >= .milliseconds(190) && elapsed < .seconds(10), "took \(elapsed)")
        #expect(try connection.callPeer("Speak").arguments() == [.string("here")])
        #expect(peer.receivedCalls == ["Silent", "Speak"])
    }

    @Test func `an answer that comes too late is not taken for the next one's`() throws {
        let gate = DispatchSemaphore(value: 0)
        let peer = try Peer(on: bus) { member, _ in
            if member == "Slow" { gate.wait() }
            return .values([.string(member)])
        }
        #expect(throws: BusError.self) { try connection.callPeer("Slow", by: Deadline(after: .milliseconds(50))) }
        gate.signal()
        #expect(try connection.callPeer("Quick").arguments() == [.string("Quick")])
        #expect(peer.receivedCalls == ["Slow", "Quick"])
    }

    @Test func `a deadline that has passed sends nothing that is waited for`() throws {
        let peer = try Peer(on: bus) { _, _ in .silence }
        let error = try #require(throws: BusError.self) {
            try connection.callPeer("Anything", by: Deadline(after: .zero))
        }
        #expect(error.code == .timedOut)
        peer.end()
    }

    @Test func `a wait ends at once when it is interrupted, before or meanwhile`() throws {
        let peer = try Peer(on: bus) { _, _ in .silence }
        let pipe = Pipe()
        let start = ContinuousClock.now
        let deadline = Deadline(after: .seconds(30), orReadable: pipe.fileHandleForReading.fileDescriptor)
        DispatchQueue.global().async {
            while peer.receivedCalls.isEmpty { usleep(1000) }
            try? pipe.fileHandleForWriting.write(contentsOf: Data([0]))
        }
        let meanwhile = try #require(throws: BusError.self) { try connection.callPeer("First", by: deadline) }
        #expect(meanwhile.code == .interrupted)
        let before = try #require(throws: BusError.self) {
            try connection.callPeer("Second", by: deadline.capped(at: .seconds(20)))
        }
        #expect(before.code == .interrupted)
        bus.stop()
        let opening = try #require(throws: BusError.self) { try Connection(to: bus.address, by: deadline) }
        #expect(opening.code == .interrupted)
        bus.resume()
        #expect(start.duration(to: .now) < .seconds(20))
        // What was interrupted is no reason to give the connection up.
        #expect(try connection.owner(of: "test.peer", by: .testEnd) == peer.uniqueName)
        peer.end()
    }

    @Test func `a peer that leaves the bus during the call is not waited for`() throws {
        let peer = try Peer(on: bus) { _, _ in .disconnect }
        let error = try #require(throws: BusError.self) { try connection.callPeer("Leave") }
        #expect(error.code == .noReply)
        #expect(error.errorName == "org.freedesktop.DBus.Error.NoReply")
        peer.end()
    }

    @Test func `a peer whose process is killed during the call is not waited for`() throws {
        let process = try Peer(on: bus).becomeProcess()
        let call = try Message(calling: "Anything", of: "test.Peer", at: "/test", in: "test.peer")
        DispatchQueue.global().asyncAfter(deadline: .now() + 0.1) { kill(process, SIGKILL) }
        let error = try #require(throws: BusError.self) { try connection.call(call, by: .testEnd) }
        #expect(error.code == .noReply)
        #expect(waitpid(process, nil, 0) == process)
        #expect(try connection.owner(of: "test.peer", by: .testEnd) == nil)
    }

    @Test func `a peer whose process is stopped is left at the deadline`() throws {
        let process = try Peer(on: bus).becomeProcess()
        defer {
            kill(process, SIGKILL)
            waitpid(process, nil, 0)
        }
        kill(process, SIGSTOP)
        let (error, _) = try failure(within: .milliseconds(200)) { deadline in
            _ = try connection.callPeer("Anything", by: deadline)
        }
        #expect(error.code == .timedOut)
        #expect(try connection.owner(of: "test.peer", by: .testEnd) != nil)
    }

    @Test func `a bus that is stopped during a call is left at the deadline, and works again afterwards`() throws {
        bus.stop()
        let (error, elapsed) = try failure(within: .milliseconds(200)) { deadline in
            _ = try connection.owner(of: "test.peer", by: deadline)
        }
        #expect(error.code == .timedOut)
        #expect(elapsed < .seconds(10), "took \(elapsed)")
        bus.resume()
        #expect(try connection.owner(of: .bus, by: .testEnd) == .bus)
    }

    @Test func `an error that a peer makes up does not pass for one of the bus`() throws {
        for name in ["NoReply", "ServiceUnknown", "NameHasNoOwner", "Disconnected"] {
            let peer = try Peer(on: bus) { _, _ in .error("org.freedesktop.DBus.Error.\(name)", "made up") }
            let error = try #require(throws: BusError.self) { try connection.callPeer("Lie") }
            #expect(error.code == .remote, "\(name)")
            peer.end()
        }
    }

    @Test func `what the policy of the bus denies is a typed error`() throws {
        let peer = try Peer(on: bus) { _, _ in .echo }
        let error = try #require(throws: BusError.self) { try connection.callPeer("Forbidden") }
        #expect(error.code == .accessDenied)
        #expect(peer.receivedCalls.isEmpty)
    }

    @Test func `waiting does not spin`() throws {
        let peer = try Peer(on: bus) { _, _ in .silence }
        func processorTime() -> Duration {
            var time = timespec()
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
            return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
        }
        let before = processorTime()
        #expect(throws: BusError.self) { try connection.callPeer("Anything", by: Deadline(after: .milliseconds(500))) }
        let used = processorTime() - before
        #expect(used < .milliseconds(200), "waiting 500 ms took \(used) of processor time")
        peer.end()
    }

    @Test func `many calls at once are answered in the order of the calls, errors among them`() throws {
        let peer = try Peer(on: bus) { _, arguments in
            arguments == [.uint32(7)] ? .error("test.Error.Seven", "no") : .echo
        }
        var calls: [Message] = []
        for number in 0..<500 as Range<UInt32> {
            let call = try Message(calling: "Echo", of: "test.Peer", at: "/test", in: "test.peer")
            try call.append(.uint32(number))
            calls.append(call)
        }
        var answers: [Int] = []
        try connection.callAll(calls, window: 50, by: .testEnd) { (index, result) throws(BusError) in
            answers.append(index)
            switch result {
            case .success(let reply):
                var reader = reply.reader
                #expect(try reader.read(UInt32.self) == UInt32(index))
            case .failure(let error):
                #expect(index == 7)
                #expect(error.errorName == "test.Error.Seven")
            }
        }
        #expect(answers == Array(0..<500))
        #expect(peer.receivedCalls.count == 500)
    }

    @Test func `many calls share one deadline, and what was not collected is forgotten`() throws {
        let peer = try Peer(on: bus) { member, arguments in
            member == "Echo" && arguments == [.uint32(3)] ? .silence : .echo
        }
        var calls: [Message] = []
        for number in 0..<10 as Range<UInt32> {
            let call = try Message(calling: "Echo", of: "test.Peer", at: "/test", in: "test.peer")
            try call.append(.uint32(number))
            calls.append(call)
        }
        var answers: [Int] = []
        let (error, _) = try failure(within: .milliseconds(300)) { deadline in
            try connection.callAll(calls, by: deadline) { (index, _) throws(BusError) in answers.append(index) }
        }
        #expect(error.code == .timedOut)
        #expect(answers == [0, 1, 2])
        #expect(try connection.callPeer("Other", [.string("still works")]).arguments() == [.string("still works")])
        peer.end()
    }

    @Test func `a reply of 50 MB arrives in one piece`() throws {
        let size = 50_000_000
        let peer = try Peer(on: bus) { _, _ in .values([.bytes([UInt8](repeating: 0x5A, count: size))]) }
        let reply = try connection.callPeer("Large")
        var reader = reply.reader
        let bytes = try reader.readBytes()
        #expect(bytes.count == size)
        #expect(bytes.first == 0x5A && bytes.last == 0x5A)
        peer.end()
    }

    @Test func `replies that are kept do not add up beyond the limit, and the error says so at once`() throws {
        let peer = try Peer(on: bus) { member, _ in
            member == "Small" ? .values([]) : .values([.bytes([UInt8](repeating: 1, count: 50_000_000))])
        }
        let kept = [try connection.callPeer("Large"), try connection.callPeer("Large")]
        let (error, elapsed) = try failure(within: .seconds(30)) { _ = try connection.callPeer("Large", by: $0) }
        #expect(error.code == .tooMuch, "\(error)")
        #expect(error.description.contains("more than 64 MB"))
        #expect(elapsed < .seconds(15))
        for reply in kept {
            var reader = reply.reader
            #expect(try reader.readBytes().count == 50_000_000)
        }
        peer.end()
    }

    @Test func `six replies of 60 MB that are dealt with one by one all arrive, in the room of three`() throws {
        let peer = try Peer(on: bus) { _, _ in .values([.bytes([UInt8](repeating: 1, count: 60_000_000))]) }
        let calls = try (0..<6).map { _ in try Message(calling: "Large", of: "test.Peer", at: "/test", in: "test.peer")
        }
        var sizes: [Int] = []
        try connection.callAll(calls, by: .testEnd) { (_, result) throws(BusError) in
            var reader = try result.get().reader
            sizes.append(try reader.readBytes().count)
        }
        #expect(sizes == Array(repeating: 60_000_000, count: 6))
        peer.end()
    }

    @Test func `a message beyond the limit ends the connection in words`() throws {
        let half = Value.bytes([UInt8](repeating: 1, count: 40_000_000))
        let peer = try Peer(on: bus) { _, _ in .values([half, half]) }
        let (error, _) = try failure(within: .seconds(30)) { _ = try connection.callPeer("Large", by: $0) }
        #expect(error.code == .disconnected, "\(error)")
        peer.end()
    }

    @Test func `one property is picked out of a reply of 50 MB`() throws {
        let large = Value.variant(.bytes([UInt8](repeating: 0, count: 12_000_000)))
        let peer = try Peer(on: bus) { _, _ in
            let entries = [("A", large), ("B", large), ("Wanted", .variant(.uint32(42))), ("C", large), ("D", large)]
            return .values([
                .dictionary(key: "s", value: "v", entries.map { Value.Entry(.string($0.0), $0.1) })
            ])
        }
        let proxy = Proxy(connection, "test.peer", "/test", "test.Peer")
        let reply = try proxy.properties(by: .testEnd)
        var reader = reply.reader
        var found: [UInt32] = []
        try reader.forEachEntry { (name, value) throws(BusError) in
            if name == "Wanted" { found.append(try value.readVariant()) }
        }
        #expect(found == [42])
        #expect(peer.receivedCalls == ["GetAll"])
    }

    @Test func `properties are read and written with their types`() throws {
        let peer = try Peer(on: bus) { member, arguments in
            switch (member, arguments.dropFirst().first) {
            case ("Get", .string("Managed")): .values([.variant(.boolean(true))])
            case ("Get", .string("Bare")): .values([.boolean(true)])
            case ("Get", .string("Nothing")): .values([])
            case ("Set", _): .values([])
            default: .error("org.freedesktop.DBus.Error.UnknownProperty", "none")
            }
        }
        let proxy = Proxy(connection, "test.peer", "/test", "test.Peer")
        #expect(try proxy.property("Managed", as: Bool.self, by: .testEnd))
        try proxy.setProperty("Managed", to: .boolean(false), by: .testEnd)
        for (name, expected) in [("Managed", "u"), ("Bare", "v"), ("Nothing", "v")] {
            let error = try #require(throws: BusError.self) { try proxy.property(name, as: UInt32.self, by: .testEnd) }
            #expect(error.code == .unexpectedType)
            #expect(error.text.contains("expected a value of type \(expected)"), "\(error)")
        }
        let error = try #require(throws: BusError.self) { try proxy.property("Other", as: Bool.self, by: .testEnd) }
        #expect(error.errorName == "org.freedesktop.DBus.Error.UnknownProperty")
        peer.end()
    }

    @Test func `calls that follow from replies are made in the same turn, behind those that there are`() throws {
        let peer = try Peer(on: bus) { _, _ in .echo }
        func call(_ number: UInt32) throws(BusError) -> Message {
            let call = try Message(calling: "Echo", of: "test.Peer", at: "/test", in: "test.peer")
            try call.append(.uint32(number))
            return call
        }
        var seen: [UInt32] = []
        try connection.callAllFollowingUp([try call(1), try call(2)], window: 2, by: .testEnd) {
            (_, answer) throws(BusError) in
            guard case .success(let reply) = answer else { return [] }
            var reader = reply.reader
            let number: UInt32 = try reader.read()
            seen.append(number)
            return number < 10 ? [try call(number * 10)] : []
        }
        #expect(seen == [1, 2, 10, 20])
        peer.end()
    }

    @Test func `the owner and the process behind a name are known`() throws {
        let peer = try Peer(on: bus)
        #expect(try connection.owner(of: "test.peer", by: .testEnd) == peer.uniqueName)
        let found = try #require(try connection.ownerAndProcess(of: "test.peer", by: .testEnd))
        #expect(found.owner == peer.uniqueName)
        #expect(found.processID == UInt32(getpid()))
        #expect(try connection.owner(of: "test.nobody", by: .testEnd) == nil)
        #expect(try connection.ownerAndProcess(of: "test.nobody", by: .testEnd) == nil)
        peer.end()
    }

    @Test func `what went out with the greeting is answered, and is not sent again`() throws {
        let peer = try Peer(on: bus) { member, _ in .values([.string(member)]) }
        func call(_ member: MemberName) throws(BusError) -> Message {
            try Message(calling: member, of: "test.Peer", at: "/test", in: "test.peer")
        }
        let (early, late, lost) = (try call("Early"), try call("Late"), try call("Lost"))
        let connection = try Connection(to: bus.address, sending: [early, lost], by: .testEnd)
        var answers: [Value] = []
        try connection.callAll([late, early], by: .testEnd) { (_, answer) throws(BusError) in
            answers += try answer.get().arguments()
        }
        #expect(answers == [.string("Late"), .string("Early")])
        #expect(peer.receivedCalls == ["Early", "Lost", "Late"])
        // An answer that nobody asks for is in nobody's way.
        #expect(try connection.call(call("Last"), by: .testEnd).arguments() == [.string("Last")])
        peer.end()
    }

    @Test func `a file descriptor arrives as a duplicate that is closed with its last reference`() throws {
        let peer = try Peer(on: bus) { _, _ in .echo }
        let pipe = Pipe()
        let sent = UnixDescriptor(owning: dup(pipe.fileHandleForWriting.fileDescriptor))
        var values = try connection.callPeer("Echo", [.unixDescriptor(sent)]).arguments()
        let received = try #require(values.first.flatMap { if case .unixDescriptor(let it) = $0 { it } else { nil } })
        #expect(received.rawValue != sent.rawValue)
        #expect(write(received.rawValue, "x", 1) == 1)
        #expect(pipe.fileHandleForReading.readData(ofLength: 1) == Data("x".utf8))
        values = []
        peer.end()
    }
}
