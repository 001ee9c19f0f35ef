public import Base
internal import CDBus

/// One private connection to a message bus, used from one place: calls with a deadline, and signals that are kept until
/// somebody asks for them.
///
/// There is no main loop. While a call waits, signals for open subscriptions are put aside, so none is lost.
public final class Connection {
    /// Takes what was asked of whom, and how long the answer took.
    public typealias Trace = (_ exchange: String, _ duration: Duration) -> Void

    /// A reply, or the error that came instead of it.
    public typealias Answer = Result<Message, BusError>

    /// Where the bus was found.
    public let address: BusAddress
    /// The name that the bus gave this connection.
    public let uniqueName: BusName

    /// How much may be received and not yet dealt with, in bytes, and how large a message may be.
    public static let receivedSize = 64 << 20

    private let handle: OpaquePointer
    private let watches = Watches()
    /// Told of each exchange when it is over: what was asked, and how long it took.
    private let trace: Trace?
    /// The calls whose replies are wanted, in the order in which they were made: no more than are under way at once.
    private var calls: [Call] = []
    private var subscriptions: [SubscriptionQueue] = []
    private var nextSubscription = 0

    /// A call that waits for its reply, and the reply that came while another was waited for.
    private struct Call {
        let serial: UInt32
        var reply: Message?
    }

    /// Signals that came for one subscription and were not asked for yet.
    private struct SubscriptionQueue {
        let number: Int
        var rules: [MatchRule] = []
        var signals: [Message] = []
    }

    /// Connects, authenticates, and asks for a name.
    ///
    /// - Parameters:
    ///   - address: Where; the system bus if not given.
    ///   - deadline: When to give up, also on a bus that accepts and then says nothing.
    ///   - trace: Told of each exchange when it is over.
    /// - Throws: ``BusError/Code/busUnavailable``, ``BusError/Code/timedOut``, ``BusError/Code/disconnected`` where the
    ///   bus hangs up on us, ``BusError/Code/accessDenied``, ``BusError/Code/interrupted``.
    public init(to address: BusAddress = .system, by deadline: Deadline, trace: Trace? = nil) throws(BusError) {
        let start = Deadline(after: .zero)
        let handle = try ConnectionOpening.open(address, by: deadline)
        // First of all: libdbus would end the process when the bus goes away, possibly in the middle of a change.
        dbus_connection_set_exit_on_disconnect(handle, 0)
        // Whoever is on the bus decides what comes: libdbus stops to read while this much is kept, see `receive`. The
        // system's bus passes no message of more than 32 MB.
        dbus_connection_set_max_received_size(handle, Self.receivedSize)
        dbus_connection_set_max_message_size(handle, Self.receivedSize)
        do {
            try watches.attach(to: handle)
            uniqueName = try Self.register(handle, watches, address, by: deadline)
        } catch {
            dbus_connection_close(handle)
            dbus_connection_unref(handle)
            throw error
        }
        self.handle = handle
        self.address = address
        self.trace = trace
        trace?("connecting to \(address)", start.elapsed)
    }

    /// Whether the bus is still at the other end, as far as is known without waiting.
    public var isConnected: Bool {
        // Takes in what has come, the end of the stream too.
        dbus_connection_read_write(handle, 0)
        return dbus_connection_get_is_connected(handle) != 0
    }

    deinit {
        // Dropping the last reference of a private connection that was not closed aborts the process.
        dbus_connection_close(handle)
        dbus_connection_unref(handle)
    }

    /// Says hello, as an ordinary call: `dbus_bus_register` would wait for 25 seconds.
    private static func register(
        _ handle: OpaquePointer, _ watches: Watches, _ address: BusAddress, by deadline: Deadline
    ) throws(BusError) -> BusName {
        let hello = try Message(calling: "Hello", of: .bus, at: "/org/freedesktop/DBus", in: .bus)
        var serial: UInt32 = 0
        guard dbus_connection_send(handle, hello.handle, &serial) != 0 else { throw .outOfMemory(address.text) }
        while let message = try receive(handle, watches, by: deadline, subject: address.text) {
            guard message.replySerial == serial else { continue }
            if let error = message.error(subject: address.text) { throw error }
            var reader = message.reader
            let name = try reader.read(String.self)
            guard let uniqueName = BusName(name) else {
                throw BusError(.unexpectedType, "the bus assigned an invalid name", subject: address.text)
            }
            dbus_bus_set_unique_name(handle, name)
            return uniqueName
        }
        throw .timedOut(address.text)
    }

    // MARK: Calls

    /// Sends a call and waits for its reply.
    ///
    /// - Throws: ``BusError`` for every reply that is an error; ``BusError/Code/timedOut``,
    ///   ``BusError/Code/interrupted``, ``BusError/Code/disconnected``, ``BusError/Code/tooMuch``.
    @discardableResult
    public func call(_ message: Message, by deadline: Deadline) throws(BusError) -> Message {
        let start = Deadline(after: .zero)
        defer { trace?(message.subject, start.elapsed) }
        let serial = try send(message)
        return try reply(to: serial, by: deadline, subject: message.subject)
    }

    /// Sends many calls and hands over each reply, or the error that came instead, in the order of the calls.
    ///
    /// A call does not wait for the reply to the one before. At most `window` of them are under way at once: the bus
    /// refuses more than 128 unless it is configured otherwise.
    ///
    /// - Parameters:
    ///   - messages: The calls.
    ///   - deadline: One for all of them together.
    ///   - body: Takes the number of a call, counted from zero, and what came of it; gives calls that are to be made
    ///     because of that, which are sent at once and numbered behind all that there are.
    /// - Throws: ``BusError/Code/timedOut``, ``BusError/Code/interrupted``, ``BusError/Code/disconnected``,
    ///   ``BusError/Code/tooMuch``, and what `body` throws. Replies not handed over yet are dropped.
    public func callAllFollowingUp(
        _ messages: [Message], window: Int = 100, by deadline: Deadline,
        _ body: (Int, Answer) throws(BusError) -> [Message]
    ) throws(BusError) {
        precondition(window > 0, "nothing would ever be sent")
        let start = Deadline(after: .zero)
        var messages = messages
        defer { trace?("\(messages.count) calls like \(messages.first?.subject ?? "none")", start.elapsed) }
        var serials: [UInt32] = []
        serials.reserveCapacity(messages.count)
        var done = 0
        defer {
            for serial in serials[done...] { forget(serial) }
        }
        while done < messages.count {
            while serials.count < min(messages.count, done + window) {
                serials.append(try send(messages[serials.count]))
            }
            let answer: Answer
            do {
                answer = .success(try reply(to: serials[done], by: deadline, subject: messages[done].subject))
            } catch {
                if [.timedOut, .interrupted, .disconnected, .tooMuch].contains(error.code) { throw error }
                answer = .failure(error)
            }
            done += 1
            messages += try body(done - 1, answer)
        }
    }

    /// Sends many calls and hands over each reply, or the error that came instead, in the order of the calls: as
    /// ``callAllFollowingUp(_:window:by:_:)`` where nothing follows.
    public func callAll(
        _ messages: [Message], window: Int = 100, by deadline: Deadline,
        _ body: (Int, Answer) throws(BusError) -> Void
    ) throws(BusError) {
        try callAllFollowingUp(messages, window: window, by: deadline) { (index, answer) throws(BusError) in
            try body(index, answer)
            return []
        }
    }

    private func send(_ message: Message) throws(BusError) -> UInt32 {
        var serial: UInt32 = 0
        guard dbus_connection_get_is_connected(handle) != 0 else { throw .disconnected(message.subject) }
        if dbus_message_contains_unix_fds(message.handle) != 0,
            dbus_connection_can_send_type(handle, TypeCode.unixDescriptor.rawValue) == 0
        {
            throw BusError(.invalidArgument, "this bus cannot pass file descriptors", subject: message.subject)
        }
        guard dbus_connection_send(handle, message.handle, &serial) != 0 else { throw .outOfMemory(message.subject) }
        calls.append(Call(serial: serial))
        return serial
    }

    /// - Parameter subject: What was asked; worth the making only for an error.
    private func reply(
        to serial: UInt32, by deadline: Deadline, subject: @autoclosure () -> String
    ) throws(BusError) -> Message {
        defer { forget(serial) }
        while true {
            if let message = calls.first(where: { $0.serial == serial })?.reply {
                if message.kind == .error, let error = message.error(subject: subject()) { throw error }
                return message
            }
            guard let message = try Self.receive(handle, watches, by: deadline, subject: subject()) else {
                throw .timedOut(subject())
            }
            sort(message)
        }
    }

    private func forget(_ serial: UInt32) {
        // Nearly always the first: replies come in the order of the calls.
        if let index = calls.firstIndex(where: { $0.serial == serial }) { calls.remove(at: index) }
    }

    // MARK: Subscriptions

    /// Asks the bus for the signals that match any of the rules. Subscribe before reading the state that they tell of,
    /// or a change in between is missed.
    ///
    /// - Throws: ``BusError/Code/invalidArgument`` if a rule names its sender by a well-known name: signals carry their
    ///   sender's unique name, and another owner of the name is another daemon.
    public func subscribe(to rules: MatchRule..., by deadline: Deadline) throws(BusError) -> Subscription {
        for rule in rules where !rule.sender.isUnique && rule.sender != .bus {
            throw BusError(.invalidArgument, "signals are matched by the sender's unique name", subject: rule.text)
        }
        let number = nextSubscription
        nextSubscription += 1
        subscriptions.append(SubscriptionQueue(number: number))
        for rule in rules {
            // Before the bus is asked: it may send the first signal before its reply.
            if let index = position(of: number) { subscriptions[index].rules.append(rule) }
            do {
                try call(Self.matchCall("AddMatch", rule), by: deadline)
            } catch {
                if let index = position(of: number) { subscriptions[index].rules.removeLast() }
                endSubscription(number)
                throw error
            }
        }
        return Subscription(self, number)
    }

    /// The next signal of a subscription; nil if there was none before the deadline.
    func nextSignal(of subscription: Int, by deadline: Deadline) throws(BusError) -> Message? {
        while let index = position(of: subscription) {
            if !subscriptions[index].signals.isEmpty { return subscriptions[index].signals.removeFirst() }
            guard
                let message = try Self.receive(
                    handle, watches, by: deadline, subject: subscriptions[index].rules.first?.text ?? "a subscription")
            else { return nil }
            sort(message)
        }
        return nil
    }

    func endSubscription(_ number: Int) {
        guard let index = position(of: number) else { return }
        for rule in subscriptions.remove(at: index).rules {
            guard let message = try? Self.matchCall("RemoveMatch", rule) else { continue }
            // Nobody waits for the outcome: it can only fail where the connection ends anyway.
            dbus_message_set_no_reply(message.handle, 1)
            _ = dbus_connection_send(handle, message.handle, nil)
        }
    }

    private func position(of subscription: Int) -> Int? {
        subscriptions.firstIndex { $0.number == subscription }
    }

    private static func matchCall(_ member: MemberName, _ rule: MatchRule) throws(BusError) -> Message {
        let message = try Message(calling: member, of: .bus, at: "/org/freedesktop/DBus", in: .bus)
        try message.append(.string(rule.text))
        return message
    }

    // MARK: Receiving

    /// Puts a message where it will be looked for. Everything that nobody asked for is dropped.
    private func sort(_ message: Message) {
        let serial = message.replySerial
        if serial != 0 {
            if let index = calls.firstIndex(where: { $0.serial == serial }) { calls[index].reply = message }
        } else if message.kind == .signal {
            for index in subscriptions.indices where subscriptions[index].rules.contains(where: { $0.matches(message) })
            {
                subscriptions[index].signals.append(message)
            }
        }
    }

    /// The next message; nil if none came before the deadline, which is looked at only when nothing has arrived yet.
    private static func receive(
        _ handle: OpaquePointer, _ watches: Watches, by deadline: Deadline, subject: @autoclosure () -> String
    ) throws(BusError) -> Message? {
        while true {
            let message: OpaquePointer? = dbus_connection_pop_message(handle)
            if let message { return Message(owning: message) }
            guard dbus_connection_get_is_connected(handle) != 0 else { throw .disconnected(subject()) }
            guard !deadline.hasPassed else { return nil }
            // Nothing more would ever come: what is kept is kept for a message behind it.
            guard watches.isReading || dbus_connection_get_is_authenticated(handle) == 0 else {
                throw .tooMuch(subject())
            }
            guard watches.wait(by: deadline) else { throw .interrupted(subject()) }
        }
    }
}
