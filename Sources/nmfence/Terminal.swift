import Base
import Glibc
import Reporting
import SystemPackage

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

    /// The columns of a terminal, by what the user says and by what the terminal says; nil where lines are not broken,
    /// because a file or a program takes them.
    static func width(_ descriptor: Int32) -> Int? {
        if let columns = environment("COLUMNS").flatMap({ Int($0) }), columns > 0 { return columns }
        guard isatty(descriptor) == 1 else { return nil }
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    /// Whether the user's locale has more characters than ASCII: locale(7). No locale is loaded, as a static program
    /// cannot load any.
    static var isUnicode: Bool {
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment($0) }.first { !$0.isEmpty } ?? ""
        let name = locale.lowercased()
        return name.hasSuffix("utf-8") || name.hasSuffix("utf8") || name.contains("utf-8@") || name.contains("utf8@")
    }

    /// A remark for the person who looks on, in lines that fit where it is a terminal that he looks at.
    static func remark(_ text: String) {
        let layout = TextLayout(width: width(STDERR_FILENO), isUnicode: isUnicode)
        write(Array(layout.paragraph(text, after: ("nmfence: ", .plain)).utf8), to: STDERR_FILENO)
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
            do throws(Errno) {
                var isRepeated = false
                let count = try systemCall {
                    // The work is done; nobody waits for a reader who does not read.
                    if isRepeated, descriptor == STDOUT_FILENO, let signal = Interruption.noted?.signal {
                        exit(ExitStatus.ended(by: signal).rawValue)
                    }
                    isRepeated = true
                    return rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
                }
                rest = rest.dropFirst(count)
            } catch {
                if error == .brokenPipe { exit(128 + SIGPIPE) }
                // Said once, where that itself is no message that failed, and whether or not somebody hears it.
                let message = Array("nmfence: cannot write the result: \(error)\n".utf8)
                if descriptor == STDOUT_FILENO { _ = Glibc.write(STDERR_FILENO, message, message.count) }
                exit(ExitStatus.inputOutput.rawValue)
            }
        }
    }
}
