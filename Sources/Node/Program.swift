import Glibc
public import SystemPackage

/// A program of the node, run once without a shell, with an empty standard input, an environment of its own and a deadline.
public struct Program {
    /// How the program ended, and what it said.
    public struct Result: Hashable, Sendable {
        /// The exit status; nil where a signal, the deadline or an interruption of this process ended it.
        public let status: Int32?
        /// The first mebibyte of standard output and standard error together.
        public let output: [UInt8]
    }

    /// The most output that is kept, in bytes; the rest is read and dropped so that the program is not held up.
    static let outputLimit = 1 << 20

    private let path: FilePath
    private let arguments: [String]

    /// A program on the host, by its path, and its arguments without the program's own name.
    public init(_ path: FilePath, _ arguments: [String]) {
        self.path = path
        self.arguments = arguments
    }

    /// Starts the program.
    /// - Parameter limit: after this it is killed.
    public func start(within limit: Duration) throws(Errno) -> RunningProgram {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw Errno(rawValue: errno) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let (reading, writing) = (FileDescriptor(rawValue: ends[0]), FileDescriptor(rawValue: ends[1]))
        defer { try? writing.close() }
        do throws(Errno) {
            return RunningProgram(try spawn(output: writing.rawValue), output: reading, within: limit)
        } catch {
            try? reading.close()
            throw error
        }
    }

    /// Runs the program and waits for its end.
    /// - Parameter limit: after this it is killed.
    public func run(within limit: Duration) throws(Errno) -> Result {
        try start(within: limit).result
    }

    private func spawn(output: Int32) throws(Errno) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO)
        var argv: [UnsafeMutablePointer<CChar>?] = ([path.string] + arguments).map { strdup($0) } + [nil]
        var environment: [UnsafeMutablePointer<CChar>?] = [strdup("LC_ALL=C"), strdup("PATH=/usr/sbin:/usr/bin"), nil]
        defer {
            for pointer in argv + environment { free(pointer) }
        }
        var child: pid_t = 0
        let error = path.withPlatformString { posix_spawn(&child, $0, &actions, nil, &argv, &environment) }
        guard error == 0 else { throw Errno(rawValue: error) }
        return child
    }
}
