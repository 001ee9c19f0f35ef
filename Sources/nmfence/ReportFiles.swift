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

    /// Opens this machine's own file system.
    init() throws(CommandFailure) {
        do throws(FileError) { host = try RootDirectory() } catch { throw .file(error) }
    }

    /// Reads everything; what cannot be read is noted, since the other nodes are worth a report, too.
    func read(_ paths: [FilePath], into reports: inout FleetReports) {
        for path in paths {
            if path == "-" {
                reports.add("standard input") { try Self.read(STDIN_FILENO, $0) }
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
                let entry = path.appending(name)
                // A link to a folder may lead round in circles.
                let kind = try host.statusOfLink(entry.onThisMachine).kind
                if kind == .directory || Self.endings.contains(name.extension ?? "") {
                    read(entry, into: &reports, depth: depth + 1)
                }
            }
        } catch { reports.note(.init(source: path.string, text: "cannot be read: \(error)")) }
    }

    private func readFile(_ path: FilePath, into reports: inout FleetReports) throws(FileError) {
        let descriptor: Int32
        do throws(Errno) {
            descriptor = try systemCall { path.withPlatformString { open($0, O_RDONLY | O_CLOEXEC | O_NOCTTY) } }
        } catch { throw FileError("open", path, error) }
        defer { close(descriptor) }
        reports.add(path.string) { try Self.read(descriptor, $0) }
    }

    private static func read(_ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer) throws(Errno) -> Int {
        try systemCall { Glibc.read(descriptor, buffer.baseAddress, buffer.count) }
    }
}
