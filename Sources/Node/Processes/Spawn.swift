import Glibc
import SystemPackage

/// The start of a program: its arguments, its environment and its descriptors.
struct Spawn {
    /// Nothing of this process's own: what a variable means to a program of the node is nobody's to say from outside.
    private static let environment = ["LC_ALL=C", "PATH=/usr/sbin:/usr/bin:/sbin:/bin"]

    private let program: FilePath
    private let arguments: [String]
    private let output: FileDescriptor
    private let errors: FileDescriptor

    /// - Parameter arguments: without the program's own name.
    init(_ program: FilePath, _ arguments: [String], output: FileDescriptor, errors: FileDescriptor) {
        self.program = program
        self.arguments = arguments
        self.output = output
        self.errors = errors
    }

    /// Starts it in a process group of its own, with no signal blocked or ignored.
    func start() throws(Errno) -> pid_t {
        // Nothing comes out of a pipe that nobody writes into, and a root that is being made need not have a /dev/null.
        let input = try OutputChannel.pipe()
        defer { input.reading.release() }
        input.writing.release()
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, input.reading.rawValue, STDIN_FILENO)
        posix_spawn_file_actions_adddup2(&actions, output.rawValue, STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, errors.rawValue, STDERR_FILENO)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var (all, none) = (sigset_t(), sigset_t())
        sigfillset(&all)
        sigemptyset(&none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setpgroup(&attributes, 0)
        let flags = Int32(POSIX_SPAWN_SETPGROUP) | Int32(POSIX_SPAWN_SETSIGDEF) | Int32(POSIX_SPAWN_SETSIGMASK)
        posix_spawnattr_setflags(&attributes, Int16(flags))
        var argv: [UnsafeMutablePointer<CChar>?] = ([program.string] + arguments).map { strdup($0) } + [nil]
        var environment: [UnsafeMutablePointer<CChar>?] = Self.environment.map { strdup($0) } + [nil]
        defer { for pointer in argv + environment { free(pointer) } }
        var child: pid_t = 0
        let error = program.withPlatformString { posix_spawn(&child, $0, &actions, &attributes, &argv, &environment) }
        guard error == 0 else { throw Errno(rawValue: error) }
        return child
    }
}
