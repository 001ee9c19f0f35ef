public import Base

/// Signals of one kind, for as long as this value lives; the bus is told when it ends.
public struct Subscription: ~Copyable {
    private let connection: Connection
    private let number: Int

    init(_ connection: Connection, _ number: Int) {
        self.connection = connection
        self.number = number
    }

    deinit {
        connection.endSubscription(number)
    }

    /// The next signal, including those that arrived while something else was waited for.
    ///
    /// - Returns: Nil if none came before the deadline.
    /// - Throws: ``BusError/Code/disconnected``.
    public func next(by deadline: Deadline) throws(BusError) -> Message? {
        try connection.nextSignal(of: number, by: deadline)
    }
}
