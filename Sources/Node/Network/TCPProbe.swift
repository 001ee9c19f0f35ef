public import Base
import Glibc
public import SystemPackage

/// Tries whether TCP connections can be made; nothing is sent and nothing is read.
public enum TCPProbe {
    /// What became of one attempt.
    public enum Answer: Hashable, Sendable {
        /// Somebody accepted the connection.
        case connected
        /// The host is there and nobody listens, or a firewall says so.
        case refused
        /// Nothing came back in time, which is what most firewalls do.
        case timedOut
        /// The system could not even try, or was told that there is no way.
        case failed(Errno)
    }

    /// Tries all of them at once.
    /// - Returns: one answer for each endpoint, in their order, at the deadline at the latest.
    public static func connect(to endpoints: [Endpoint], by deadline: Deadline) -> [Answer] {
        Waiting.for("TCP connections to be accepted", by: deadline) { answers(of: endpoints, by: deadline) }
    }

    private static func answers(of endpoints: [Endpoint], by deadline: Deadline) -> [Answer] {
        var answers = [Answer?](repeating: nil, count: endpoints.count)
        let sockets = endpoints.enumerated().map { index, endpoint -> pollfd in
            let descriptor = socket(
                endpoint.family, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
            let outcome = descriptor < 0 ? -1 : start(descriptor, endpoint)
            if outcome == 0 { answers[index] = .connected }
            if outcome != 0, errno != EINPROGRESS { answers[index] = answer(errno) }
            return pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        }
        defer { sockets.filter { $0.fd >= 0 }.forEach { close($0.fd) } }
        while answers.contains(nil), !deadline.hasPassed {
            // A negative descriptor is one that poll(2) passes over.
            var waiting = zip(sockets, answers).map { $1 == nil ? $0 : pollfd(fd: -1, events: 0, revents: 0) }
            guard deadline.poll(&waiting) else { break }
            for index in waiting.indices where waiting[index].revents != 0 {
                var error: Int32 = 0
                var size = socklen_t(MemoryLayout<Int32>.size)
                getsockopt(sockets[index].fd, SOL_SOCKET, SO_ERROR, &error, &size)
                answers[index] = error == 0 ? .connected : answer(error)
            }
        }
        return answers.map { $0 ?? .timedOut }
    }

    private static func start(_ descriptor: Int32, _ endpoint: Endpoint) -> Int32 {
        endpoint.bytes.withUnsafeBytes { buffer in
            guard let address = buffer.baseAddress?.assumingMemoryBound(to: sockaddr.self) else { return -1 }
            return Glibc.connect(descriptor, address, socklen_t(buffer.count))
        }
    }

    private static func answer(_ error: Int32) -> Answer {
        switch error {
        case ECONNREFUSED: .refused
        case ETIMEDOUT: .timedOut
        default: .failed(Errno(rawValue: error))
        }
    }
}
