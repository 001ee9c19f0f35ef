public import Base
public import DBus

/// The bus of a node, over one connection for the whole run: opened when somebody asks first, and kept.
///
/// A NetworkManager or a firewalld that is restarted meanwhile is found again over the same one.
public final class Bus {
    /// Where it is.
    public let address: BusAddress

    private let trace: Connection.Trace?
    private var opened: Connection?

    /// A bus that nobody has connected to yet.
    /// - Parameter trace: told of each exchange.
    public init(at address: BusAddress, trace: Connection.Trace? = nil) {
        self.address = address
        self.trace = trace
    }

    /// The connection; a new one only where the bus itself has closed the one before.
    /// - Parameter calls: what is asked next, which a new connection sends with its greeting.
    public func connection(toSend calls: [Message] = [], by deadline: Deadline) throws(BusError) -> Connection {
        if let opened, opened.isConnected { return opened }
        let connection = try Connection(to: address, sending: calls, by: deadline, trace: trace)
        opened = connection
        return connection
    }
}
