import Foundation
import KeyFile
import NetworkManagerConfiguration
import SystemPackage

/// The configuration in NetworkManager's own words, and what follows from them.
struct PlanOracle {
    /// What decides by the words of `--print-config`.
    let policy: ManagedPolicy

    /// Nil where NetworkManager refuses the files.
    ///
    /// It would rewrite its own file, and gets a copy.
    init?(root: String, version: NetworkManagerVersion) throws {
        let copy = "/run/NetworkManager/differential-intern.conf"
        let own = "/var/lib/NetworkManager/NetworkManager-intern.conf"
        unlink(copy)
        if FileManager.default.fileExists(atPath: own) { try FileManager.default.copyItem(atPath: own, toPath: copy) }
        let printed = Child.run(
            ["chroot", root, "/usr/sbin/NetworkManager", "--print-config", "--intern-config", copy])
        guard printed.status == 0 else {
            guard printed.status == 7 else {
                throw PlanComparison.Failure(
                    "NetworkManager ended with \(printed.status): \(Case.shown(printed.errors))")
            }
            return nil
        }
        policy = ManagedPolicy(
            ConfigurationStack(
                reading: PrintedFile(
                    PrintedConfiguration(parsing: printed.output),
                    asksIntern: version >= NetworkManagerVersion(1, 57, 3)),
                version: version))
    }

    /// One file that says what was printed: the users' groups are printed in the order in which they are asked.
    private struct PrintedFile: ConfigurationReader {
        private let bytes: [UInt8]

        /// - Parameter asksIntern: whether the groups of the daemon's own file are asked.
        init(_ printed: PrintedConfiguration, asksIntern: Bool) {
            // GLib takes a key "Encoding" in the first group of a file for its own.
            var lines: [[UInt8]] = [Array("[.first]".utf8)]
            // Printed last, and asked first: they are merged behind all others, and the last is asked first.
            let own = printed.groups.filter { $0.name.hasPrefix(".intern.") }
            for group in own.reversed() + printed.groups.filter({ !$0.name.hasPrefix(".intern.") }) {
                // What counts in the daemon's own file is passed over in others.
                let isOwn = group.name.hasPrefix(".intern.")
                let name = isOwn ? "device" + group.name.dropFirst(".intern.device".utf8.count) : group.name
                if isOwn && !(asksIntern && group.name.hasPrefix(".intern.device")) { continue }
                lines.append(Array("[".utf8) + name.bytes + Array("]".utf8))
                for entry in group.entries where entry.count == 2 {
                    lines.append(entry[0].bytes + Array("=".utf8) + entry[1].bytes)
                }
            }
            bytes = Array((lines + [[]]).joined(separator: [10]))
        }

        func entries(of directory: FilePath) -> DirectoryListing { .missing }

        func contents(of path: FilePath) -> FileContents {
            path == "/etc/NetworkManager/NetworkManager.conf" ? .regular(bytes) : .missing
        }
    }
}
