public import Base
import CLinux
import Glibc
import SystemPackage

/// A socket on which the kernel is asked: netlink(7). It is never bound: the kernel gives it a number by itself.
public struct NetlinkSocket: ~Copyable {
    /// Whom the questions are for.
    public enum Family: Sendable {
        /// Links and addresses: `NETLINK_ROUTE`.
        case route
        /// nf_tables and ip_set: `NETLINK_NETFILTER`.
        case netfilter
    }

    /// How often a list is asked for again that changed while it was read.
    private static let attempts = 4

    private let descriptor: Int32
    private let deadline: Deadline
    private var left: Int
    private let limit: Int
    private var sequence: UInt32 = 0
    /// Not filled with zeros: a check of 500 pods opens as many sockets, and spent a sixth of its instructions on that.
    private let buffer: UnsafeMutableRawBufferPointer

    /// Opens a socket.
    /// - Parameters:
    ///   - deadline: for all questions on this socket together.
    ///   - limit: the most bytes that all answers have together.
    public init(_ family: Family, by deadline: Deadline, limit: Int) throws(NetlinkError) {
        let number = family == .route ? NETLINK_ROUTE : NETLINK_NETFILTER
        do throws(Errno) {
            descriptor = try systemCall {
                socket(AF_NETLINK, Int32(SOCK_RAW.rawValue | SOCK_CLOEXEC.rawValue), number)
            }
        } catch { throw .refused(error) }
        self.deadline = deadline
        left = limit
        self.limit = limit
        buffer = .allocate(byteCount: 1 << 16, alignment: 8)
    }

    deinit {
        buffer.deallocate()
        close(descriptor)
    }

    /// Asks for one thing.
    /// - Returns: the first message of the answer.
    public mutating func request(_ request: NetlinkRequest) throws(NetlinkError) -> NetlinkMessage {
        try send(request, NLM_F_REQUEST)
        while true {
            for message in try receive() where message.sequence == sequence {
                if let error = Self.error(message) { throw error }
                return message
            }
        }
    }

    /// Asks for a change, and waits until it was made.
    /// - Parameter flags: `NLM_F_…` beyond those of every such request.
    public mutating func change(_ request: NetlinkRequest, _ flags: Int32 = 0) throws(NetlinkError) {
        try send(request, NLM_F_REQUEST | NLM_F_ACK | flags)
        while true {
            for message in try receive() where message.sequence == sequence && message.type == NLMSG_ERROR {
                // struct nlmsgerr begins with the number; 0 says that it was done.
                if message.payload.load(Int32.self) == 0 { return }
                if let error = Self.error(message) { throw error }
            }
        }
    }

    /// Lets the kernel look at everything that a request for a list says, such as another namespace.
    /// - Returns: false before Linux 4.20, which lists everything whatever is asked for.
    public func asksStrictly() -> Bool {
        var isOn: Int32 = 1
        return setsockopt(
            descriptor, SOL_NETLINK, NETLINK_GET_STRICT_CHK, &isOn, socklen_t(MemoryLayout<Int32>.size)) == 0
    }

    /// Asks for a list, again where it changed while the kernel handed it out.
    public mutating func dump(_ request: NetlinkRequest) throws(NetlinkError) -> [NetlinkMessage] {
        for _ in 0..<Self.attempts {
            if let messages = try dumpOnce(request) { return messages }
        }
        throw .changing
    }

    /// Nil where the kernel says that the list changed.
    private mutating func dumpOnce(_ request: NetlinkRequest) throws(NetlinkError) -> [NetlinkMessage]? {
        try send(request, NLM_F_REQUEST | NLM_F_DUMP)
        var messages: [NetlinkMessage] = []
        var isWhole = true
        while true {
            for message in try receive() where message.sequence == sequence {
                if message.flags & UInt16(NLM_F_DUMP_INTR) != 0 { isWhole = false }
                if message.type == NLMSG_DONE { return isWhole ? messages : nil }
                if let error = Self.error(message) {
                    // The lists of netfilter are guarded by a generation: EINTR says that it is not the same any more.
                    if error == .refused(.interrupted) { return nil }
                    throw error
                }
                messages.append(message)
            }
        }
    }

    /// What a message of type NLMSG_ERROR says; nil for one of another type.
    private static func error(_ message: NetlinkMessage) -> NetlinkError? {
        guard message.type == NLMSG_ERROR else { return nil }
        // struct nlmsgerr begins with the number, which is negative; 0 acknowledges, which nobody asked for.
        guard let code = message.payload.load(Int32.self), code < 0, code > Int32.min else { return .malformed }
        return .refused(Errno(rawValue: -code))
    }

    private mutating func send(_ request: NetlinkRequest, _ flags: Int32) throws(NetlinkError) {
        sequence += 1
        let message = request.message(flags: flags, sequence: sequence)
        do throws(Errno) {
            // A datagram goes as a whole or not at all.
            try systemCall { Glibc.send(descriptor, message, message.count, 0) }
        } catch { throw .refused(error) }
    }

    /// The messages of the next datagram.
    private mutating func receive() throws(NetlinkError) -> [NetlinkMessage] {
        while true {
            guard !deadline.hasPassed else { throw .timedOut }
            var wait = [pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)]
            guard Waiting.for("the kernel to answer", by: deadline, { deadline.poll(&wait) }) else {
                throw deadline.isInterrupted ? .interrupted : .timedOut
            }
            let count: Int
            do throws(Errno) {
                count = try systemCall {
                    recv(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT | MSG_TRUNC))
                }
            } catch {
                if error == .wouldBlock { continue }
                throw .refused(error)
            }
            // With MSG_TRUNC the length is the datagram's own: what did not fit is lost.
            guard count > 0, count <= buffer.count else { throw .malformed }
            left -= count
            guard left >= 0 else { throw .tooLarge(limit: limit) }
            let datagram = Array(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            guard let messages = NetlinkMessage.all(in: datagram[...]) else { throw .malformed }
            return messages
        }
    }
}
