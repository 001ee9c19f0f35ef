import Base
import Fleet
import Glibc
import Node
import SystemPackage

/// The inputs of `merge`: files, folders with files in them, and standard input.
struct ReportFiles {
    /// How deep folders are looked into: collectors make one for each node, and seldom more.
    private static let depthLimit = 8
    /// What files of reports are called in a folder.
    private static let endings: Set<String> = ["json", "jsonl", "ndjson"]

    private let host: RootDirectory
    private let deadline: Deadline

    /// Opens this machine's own file system.
    /// - Parameter deadline: when waiting for input ends; nil for never.
    init(by deadline: Deadline?) throws(CommandFailure) {
        self.deadline = deadline ?? Deadline(after: .seconds(10 * 365 * 86400))
        do throws(FileError) { host = try RootDirectory() } catch { throw .file(error) }
    }

    /// Reads everything; what cannot be read is noted, since the other nodes are worth a report, too.
    func read(_ paths: [FilePath], into reports: inout FleetReports) {
        for path in paths {
            if path == "-" {
                reports.add("standard input") { try read(STDIN_FILENO, $0) }
            } else {
                read(path, into: &reports, depth: 0)
            }
        }
    }

    private func read(_ path: FilePath, into reports: inout FleetReports, depth: Int) {
        do throws(FileError) {
            guard try host.isDirectory(path.onThisMachine) else { return try readFile(path, into: &reports) }
            guard depth < Self.depthLimit else {
                return reports.note(.init(source: path.string, text: "is too deep below the folder: it is left out"))
            }
            for name in try host.entries(of: path.onThisMachine) {
                readEntry(path.appending(name), into: &reports, depth: depth + 1)
            }
        } catch { reports.note(.init(source: path.string, text: "cannot be read: \(error)")) }
    }

    /// One of a folder's entries, none of which was named: what is no file is left out, so that nothing is waited for.
    private func readEntry(_ path: FilePath, into reports: inout FleetReports, depth: Int) {
        do throws(FileError) {
            // A link to a folder may lead round in circles.
            if try host.statusOfLink(path.onThisMachine).kind == .directory {
                read(path, into: &reports, depth: depth)
            } else if Self.endings.contains(path.extension ?? "") {
                let kind = try host.status(of: path.onThisMachine).kind
                guard kind == .regular else {
                    return reports.note(.init(source: path.string, text: "is a \(kind.rawValue): it is left out"))
                }
                try readFile(path, into: &reports)
            }
        } catch { reports.note(.init(source: path.string, text: "cannot be read: \(error)")) }
    }

    private func readFile(_ path: FilePath, into reports: inout FleetReports) throws(FileError) {
        let descriptor: Int32
        do throws(Errno) {
            // A pipe that nobody has opened for writing yet is waited for when it is read.
            let flags = O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK
            descriptor = try systemCall { path.withPlatformString { open($0, flags) } }
        } catch { throw FileError("open", path, error) }
        defer { close(descriptor) }
        reports.add(path.string) { try read(descriptor, $0) }
    }

    private func read(_ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer) throws(Errno) -> Int {
        Watchdog.waitForInput(on: descriptor, by: deadline)
        return try systemCall { Glibc.read(descriptor, buffer.baseAddress, buffer.count) }
    }
}
