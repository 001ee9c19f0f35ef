public import Base

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
    public var uniqueName: BusName { handle.uniqueName }

    /// How much may be received and not yet dealt with, in bytes, and how large a message may be.
    public static let receivedSize = 64 << 20

    let handle: ConnectionHandle
    /// Told of each exchange when it is over: what was asked, and how long it took.
    private let trace: Trace?
    /// The calls whose replies are wanted, in the order in which they were made: no more than are under way at once.
    private var calls: [Call] = []
    /// What went out before it was called for.
    private var sentAhead: [(message: Message, serial: UInt32)] = []
    var subscriptions: [SubscriptionQueue] = []
    var nextSubscription = 0

    /// A call that waits for its reply, and the reply that came while another was waited for.
    private struct Call {
        let serial: UInt32
        var reply: Message?
    }

    /// Signals that came for one subscription and were not asked for yet.
    struct SubscriptionQueue {
        let number: Int
        var rules: [MatchRule] = []
        var signals: [Message] = []
    }

    /// Connects, authenticates, and asks for a name.
    ///
    /// - Parameters:
    ///   - address: Where; the system bus if not given.
    ///   - calls: Sent together with the greeting, which saves waiting for its answer. Whoever then makes these very
    ///     calls sends them no second time.
    ///   - deadline: When to give up, also on a bus that accepts and then says nothing.
    ///   - trace: Told of each exchange when it is over.
    /// - Throws: ``BusError/Code/busUnavailable``, ``BusError/Code/timedOut``, ``BusError/Code/disconnected`` where the
    ///   bus hangs up on us, ``BusError/Code/accessDenied``, ``BusError/Code/interrupted``.
    public init(
        to address: BusAddress = .system, sending calls: [Message] = [], by deadline: Deadline, trace: Trace? = nil
    ) throws(BusError) {
        let start = Deadline(after: .zero)
        handle = try ConnectionHandle(to: address, sending: calls, by: deadline)
        sentAhead = Array(zip(calls, handle.sentAhead))
        self.calls = handle.sentAhead.map { Call(serial: $0) }
        self.address = address
        self.trace = trace
        trace?("connecting to \(address)", start.elapsed)
    }

    /// Whether the bus is still at the other end, as far as is known without waiting.
    public var isConnected: Bool { handle.isConnected }

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
        var messages = messages
        var serials: [UInt32] = []
        var starts: [Deadline] = []
        serials.reserveCapacity(messages.count)
        var done = 0
        defer {
            for serial in serials[done...] { forget(serial) }
        }
        while done < messages.count {
            while serials.count < min(messages.count, done + window) {
                if trace != nil { starts.append(Deadline(after: .zero)) }
                serials.append(try send(messages[serials.count]))
            }
            let answer: Answer
            do {
                answer = .success(try reply(to: serials[done], by: deadline, subject: messages[done].subject))
            } catch {
                if [.timedOut, .interrupted, .disconnected, .tooMuch].contains(error.code) { throw error }
                answer = .failure(error)
            }
            if let trace { trace(messages[done].subject, starts[done].elapsed) }
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

    /// Sends a call before its reply is wanted. Whoever then makes this very call sends it no second time.
    public func sendAhead(_ call: Message) throws(BusError) {
        sentAhead.append((call, try send(call)))
    }

    private func send(_ message: Message) throws(BusError) -> UInt32 {
        if let index = sentAhead.firstIndex(where: { $0.message === message }) {
            return sentAhead.remove(at: index).serial
        }
        let serial = try handle.send(message)
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
            guard let message = try handle.receive(by: deadline, subject: subject()) else {
                throw .timedOut(subject())
            }
            sort(message)
        }
    }

    private func forget(_ serial: UInt32) {
        // Nearly always the first: replies come in the order of the calls.
        if let index = calls.firstIndex(where: { $0.serial == serial }) { calls.remove(at: index) }
    }

    // MARK: Receiving

    /// Puts a message where it will be looked for. Everything that nobody asked for is dropped.
    func sort(_ message: Message) {
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
}
