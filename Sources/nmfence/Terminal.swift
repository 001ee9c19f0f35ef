import Base
import Glibc

/// Standard output and standard error, and what may be written to them.
struct Terminal {
    /// Takes the places of standard descriptors that the caller closed, so that no file of the node gets one of them
    /// and is written to as if it were a terminal. They stay unwritable, so that a result that nobody gets is noticed.
    static func holdStandardDescriptors() {
        for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
            // The lowest free number, which is this one.
            _ = open("/dev/null", O_RDONLY)
        }
    }

    /// Results; everything else goes to `errors`.
    static func write(_ text: String) {
        write(Array(text.utf8), to: STDOUT_FILENO)
    }

    /// Results that need not be UTF-8.
    static func write(_ bytes: [UInt8]) {
        write(bytes, to: STDOUT_FILENO)
    }

    /// One line for the person who looks on.
    static func note(_ text: String) {
        write(Array("\(text)\n".utf8), to: STDERR_FILENO)
    }

    /// Whether results may be coloured, by the user's wish and by what stands at the other end.
    static func coloursResults(_ choice: Colouring) -> Bool {
        switch choice {
        case .always: return true
        case .never: return false
        case .auto:
            // https://no-color.org: any value that is not empty; CLICOLOR_FORCE: any value but 0.
            if let value = environment("NO_COLOR"), !value.isEmpty { return false }
            if let value = environment("CLICOLOR_FORCE"), value != "0" { return true }
            return isatty(STDOUT_FILENO) == 1 && environment("TERM") != "dumb"
        }
    }

    /// A variable of the environment; nil where it is not set.
    static func environment(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }

    /// Writes everything. A reader that went away ends the program quietly; any other failure ends it with EX_IOERR,
    /// since a report that is cut short must not look like a whole one.
    private static func write(_ bytes: [UInt8], to descriptor: Int32) {
        // Whoever reads it has all the time he wants.
        if descriptor == STDOUT_FILENO { Watchdog.end() }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno == EPIPE {
                exit(128 + SIGPIPE)
            } else if errno != EINTR {
                // Said once, where that itself is no message that failed, and whether or not somebody hears it.
                let message = Array("nmfence: cannot write the result: \(String(cString: strerror(errno)))\n".utf8)
                if descriptor == STDOUT_FILENO { _ = Glibc.write(STDERR_FILENO, message, message.count) }
                exit(ExitStatus.inputOutput.rawValue)
            }
        }
    }
}
