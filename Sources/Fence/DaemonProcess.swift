import Glibc
public import Node
import SystemPackage

/// With which words and in which environment the running daemon was started, as /proc tells.
public struct DaemonProcess: Hashable, Sendable {
    /// Its arguments without the program's name; nil where they cannot be read.
    public let arguments: [String]?
    /// Its environment; nil where it cannot be read, as by an ordinary user.
    public let environment: ProcessEnvironment?
    /// When it started, in nanoseconds since 1970; nil where that cannot be read.
    public let started: Int64?

    /// Reads what /proc in this root tells of a process.
    public init(_ processID: UInt32, in root: RootDirectory) {
        let directory = FilePath("/proc/\(processID)")
        arguments = (try? root.read(directory.appending("cmdline"))).map { Array(Self.strings($0).dropFirst()) }
        // Nil is "unknown" to those who ask for either, whatever the reason.
        environment = try? ProcessEnvironment(of: directory, in: root)
        started = Self.start(directory, in: root)
    }

    private static func strings(_ bytes: [UInt8]) -> [String] {
        bytes.split(separator: 0, omittingEmptySubsequences: false).dropLast().map {
            String(decoding: $0, as: UTF8.self)
        }
    }

    /// Field 22 of `stat` counts clock ticks since the machine started: proc(5).
    private static func start(_ directory: FilePath, in root: RootDirectory) -> Int64? {
        guard let stat = try? root.read(directory.appending("stat")) else { return nil }
        // The name is in parentheses and may hold anything, parentheses too.
        let fields = stat.split(separator: UInt8(ascii: ")")).last?.split(separator: UInt8(ascii: " ")) ?? []
        guard fields.count > 19, let ticks = Int64(String(decoding: fields[19], as: UTF8.self)) else { return nil }
        var (now, sinceStart) = (timespec(), timespec())
        clock_gettime(CLOCK_REALTIME, &now)
        clock_gettime(CLOCK_BOOTTIME, &sinceStart)
        let seconds = Int64(now.tv_sec) - Int64(sinceStart.tv_sec)
        // The kernel shows 100 ticks a second on every architecture that it runs on today: USER_HZ.
        return seconds * 1_000_000_000 + Int64(now.tv_nsec) - Int64(sinceStart.tv_nsec) + ticks * 10_000_000
    }
}
