import Glibc
public import SystemPackage

/// Why the kernel's answer over netlink could not be had.
public enum NetlinkError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kernel refused: not permitted, or nothing there that could answer.
    case refused(Errno)
    /// No whole answer came in time.
    case timedOut
    /// More came than was asked for with `limit`.
    case tooLarge(limit: Int)
    /// What came is no list of messages.
    case malformed
    /// The lists changed each time while they were read.
    case changing

    /// The reason in words.
    public var description: String {
        switch self {
        case .refused(let error): error.description
        case .timedOut: "the kernel's answer did not come in time"
        case .tooLarge(let limit): "the kernel's answer is longer than \(limit) bytes"
        case .malformed: "the kernel's answer is no list of netlink messages"
        case .changing: "the lists changed each time while they were read"
        }
    }
}

/// A socket on which the kernel is asked for lists: netlink(7).
///
/// It is never bound: the kernel gives it a number by itself. Only requests that list are sent (`NLM_F_DUMP`).
struct NetlinkSocket: ~Copyable {
    /// `NETLINK_ROUTE` of linux/netlink.h.
    static let route: Int32 = 0
    /// `NETLINK_NETFILTER`.
    static let netfilter: Int32 = 12

    private static let (requestAndDump, dumpChanged): (UInt16, UInt16) = (0x301, 0x10)
    private static let (error, done): (UInt16, UInt16) = (2, 3)

    private let descriptor: Int32
    private let end: ContinuousClock.Instant
    private var left: Int
    private let limit: Int
    private var sequence: UInt32 = 0
    private var buffer = [UInt8](repeating: 0, count: 1 << 16)

    /// - Parameters:
    ///   - limit: the longest that all questions on this socket take together.
    ///   - bytes: the most that all answers are long together.
    init(_ family: Int32, within limit: Duration, bytes: Int) throws(NetlinkError) {
        descriptor = socket(AF_NETLINK, Int32(SOCK_RAW.rawValue | SOCK_CLOEXEC.rawValue), family)
        guard descriptor >= 0 else { throw .refused(Errno(rawValue: errno)) }
        end = .now.advanced(by: limit)
        left = bytes
        self.limit = bytes
    }

    deinit { close(descriptor) }

    /// Asks for a list, again where it changed in between.
    /// - Parameter payload: what follows the header: the family's own header and attributes.
    mutating func list(_ type: UInt16, _ payload: [UInt8]) throws(NetlinkError) -> [NetlinkMessage] {
        for _ in 0..<4 {
            if let messages = try listOnce(type, payload) { return messages }
        }
        throw .changing
    }

    /// Nil where the kernel says that the list changed while it was handed out.
    private mutating func listOnce(_ type: UInt16, _ payload: [UInt8]) throws(NetlinkError) -> [NetlinkMessage]? {
        sequence += 1
        try send(type, payload)
        var messages: [NetlinkMessage] = []
        var isWhole = true
        while true {
            let datagram = try receive()
            guard let batch = NetlinkMessage.all(in: datagram) else { throw .malformed }
            for message in batch where message.sequence == sequence {
                if message.flags & Self.dumpChanged != 0 { isWhole = false }
                switch message.type {
                case Self.done: return isWhole ? messages : nil
                case Self.error:
                    let code = message.payload.number32(at: 0).map { Int32(bitPattern: $0) } ?? 0
                    // The lists of netfilter are guarded by a generation: EINTR says that it is not the same any more.
                    if -code == EINTR { return nil }
                    throw code < 0 ? .refused(Errno(rawValue: -code)) : .malformed
                default: messages.append(message)
                }
            }
        }
    }

    private func send(_ type: UInt16, _ payload: [UInt8]) throws(NetlinkError) {
        var message: [UInt8] = []
        message.appendNative(UInt32(16 + payload.count))
        message.appendNative(type)
        message.appendNative(Self.requestAndDump)
        message.appendNative(sequence)
        message.appendNative(UInt32(0))
        message += payload
        guard Glibc.send(descriptor, message, message.count, 0) == message.count else {
            throw .refused(Errno(rawValue: errno))
        }
    }

    private mutating func receive() throws(NetlinkError) -> ArraySlice<UInt8> {
        while true {
            let remaining = ContinuousClock.now.duration(to: end)
            guard remaining > .zero else { throw .timedOut }
            var wait = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&wait, 1, remaining.wholeMilliseconds) != 0 else { throw .timedOut }
            let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT | MSG_TRUNC))
            if count < 0 {
                guard errno == EINTR || errno == EAGAIN else { throw .refused(Errno(rawValue: errno)) }
                continue
            }
            // With MSG_TRUNC the length is the message's own: what did not fit is lost.
            guard count > 0, count <= buffer.count else { throw .malformed }
            left -= count
            guard left >= 0 else { throw .tooLarge(limit: limit) }
            return buffer[..<count]
        }
    }
}
