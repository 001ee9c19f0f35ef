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
            // A negative descriptor is one that poll(2) passes over.
            var descriptor: Int32 = -1
            do throws(Errno) {
                let type = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
                descriptor = try systemCall { socket(endpoint.family, type, 0) }
                try start(descriptor, endpoint)
                answers[index] = .connected
            } catch {
                // After a signal, too, the kernel goes on connecting.
                if error != .nowInProgress, error != .interrupted { answers[index] = answer(error) }
            }
            return pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        }
        defer { sockets.filter { $0.fd >= 0 }.forEach { close($0.fd) } }
        while answers.contains(nil), !deadline.hasPassed {
            var waiting = zip(sockets, answers).map { $1 == nil ? $0 : pollfd(fd: -1, events: 0, revents: 0) }
            guard deadline.poll(&waiting) else { break }
            for index in waiting.indices where waiting[index].revents != 0 {
                answers[index] = ending(of: sockets[index].fd)
            }
        }
        return answers.map { $0 ?? .timedOut }
    }

    private static func start(_ descriptor: Int32, _ endpoint: Endpoint) throws(Errno) {
        try systemCallOnce {
            endpoint.bytes.withUnsafeBytes { buffer -> Int32 in
                guard let address = buffer.baseAddress?.assumingMemoryBound(to: sockaddr.self) else { return -1 }
                return Glibc.connect(descriptor, address, socklen_t(buffer.count))
            }
        }
    }

    /// What became of an attempt that is over: SO_ERROR of socket(7).
    private static func ending(of descriptor: Int32) -> Answer {
        var (number, size): (Int32, socklen_t) = (0, socklen_t(MemoryLayout<Int32>.size))
        do throws(Errno) {
            try systemCall { getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &number, &size) }
        } catch { return answer(error) }
        return number == 0 ? .connected : answer(Errno(rawValue: number))
    }

    private static func answer(_ error: Errno) -> Answer {
        switch error {
        case .connectionRefused: .refused
        case .timedOut: .timedOut
        default: .failed(error)
        }
    }
}
