import Glibc

/// The addresses that a host name stands for, found out within a limit of time.
public struct HostAddresses: Sendable {
    /// One address and port, as the system's calls take them.
    public struct Endpoint: Hashable, Sendable {
        /// The bytes of a `sockaddr`.
        let bytes: [UInt8]
        /// The family, such as `AF_INET`.
        let family: Int32
        /// The address in the usual notation.
        public let address: String

        /// The address alone: four bytes for IPv4, sixteen for IPv6; none for another family.
        public var addressBytes: [UInt8] {
            // sockaddr_in and sockaddr_in6 of linux/in.h and in6.h.
            switch family {
            case AF_INET: Array(bytes.dropFirst(4).prefix(4))
            case AF_INET6: Array(bytes.dropFirst(8).prefix(16))
            default: []
            }
        }
    }

    /// Why there are none.
    public enum Failure: Error, Hashable, Sendable, CustomStringConvertible {
        /// The resolver's answer, in its own words.
        case unresolved(String)
        /// No answer came in time.
        case timedOut

        /// The reason in words.
        public var description: String {
            switch self {
            case .unresolved(let message): message
            case .timedOut: "the name was not resolved in time"
            }
        }
    }

    /// What both threads see; the lock guards the answer.
    private final class Question: @unchecked Sendable {
        let (host, port): (String, UInt16)
        var ends: [Int32] = [-1, -1]
        var answer: Result<[Endpoint], Failure> = .failure(.timedOut)

        init(_ host: String, _ port: UInt16) { (self.host, self.port) = (host, port) }

        deinit { ends.filter { $0 >= 0 }.forEach { close($0) } }
    }

    /// Asks the system's resolver.
    ///
    /// The resolver has no limit of time and cannot be stopped: it runs on a thread of its own, which is left behind if it is late.
    public static func of(_ host: String, port: UInt16, within limit: Duration) throws(Failure) -> [Endpoint] {
        let question = Question(host, port)
        guard pipe(&question.ends) == 0 else { throw .unresolved("no descriptor is left") }
        for end in question.ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var thread = pthread_t()
        let argument = Unmanaged.passRetained(question)
        let outcome = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                let question = Unmanaged<Question>.fromOpaque(argument).takeRetainedValue()
                question.answer = HostAddresses.resolve(question.host, question.port)
                // The byte is written after the answer and read before it: the pipe puts both in order.
                var byte: UInt8 = 1
                write(question.ends[1], &byte, 1)
                return nil
            }, argument.toOpaque())
        guard outcome == 0 else {
            argument.release()
            throw .unresolved("no thread is left")
        }
        pthread_detach(thread)
        var wait = pollfd(fd: question.ends[0], events: Int16(POLLIN), revents: 0)
        guard poll(&wait, 1, limit.wholeMilliseconds) == 1 else { throw .timedOut }
        return try question.answer.get()
    }

    private static func resolve(_ host: String, _ port: UInt16) -> Result<[Endpoint], Failure> {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let outcome = getaddrinfo(host, String(port), &hints, &list)
        guard outcome == 0 else { return .failure(.unresolved(String(cString: gai_strerror(outcome)))) }
        defer { freeaddrinfo(list) }
        var endpoints: [Endpoint] = []
        var next = list
        while let entry = next?.pointee {
            if let address = entry.ai_addr {
                var name = [CChar](repeating: 0, count: Int(NI_MAXHOST))
                getnameinfo(address, entry.ai_addrlen, &name, socklen_t(name.count), nil, 0, NI_NUMERICHOST)
                endpoints.append(
                    Endpoint(
                        bytes: Array(UnsafeRawBufferPointer(start: address, count: Int(entry.ai_addrlen))),
                        family: entry.ai_family,
                        address: String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)))
            }
            next = entry.ai_next
        }
        return .success(endpoints)
    }
}

extension Duration {
    /// For poll(2): whole milliseconds, at least one, at most a day.
    var wholeMilliseconds: Int32 {
        let (seconds, attoseconds) = components
        return Int32(clamping: max(1, min(seconds, 86_400) * 1000 + attoseconds / 1_000_000_000_000_000))
    }
}
