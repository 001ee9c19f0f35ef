import Foundation
import TestSupport
import Testing

/// An image with links out of it, in every place where something is read or written. The proof is the kernel's: strace
/// shows, of every file that was opened, where it really is.
@Suite(.waits) struct `A hostile image` {
    struct Trap: Sendable, CustomTestStringConvertible {
        let what: String
        /// Lines of shell in the image's folder; $OUT is a folder outside.
        let make: String
        var statuses: Set<Int32> = [0, 1]
        var testDescription: String { what }
    }

    static let traps = [
        Trap(what: "etc is a link", make: "rm -r etc; ln -s $OUT/etc etc", statuses: [74]),
        Trap(what: "etc climbs out", make: "rm -r etc; ln -s ../../../../../../../../..$OUT/etc etc", statuses: [74]),
        Trap(what: "etc is the host's", make: "rm -r etc; ln -s / etc"),
        Trap(
            what: "the folder of NetworkManager is a link",
            make: "rm -r etc/NetworkManager; ln -s $OUT/etc/NetworkManager etc/NetworkManager",
            statuses: [74, 1]),
        Trap(
            what: "the folder of drop-ins is a link",
            make: "rm -r etc/NetworkManager/conf.d; ln -s $OUT/etc/NetworkManager/conf.d etc/NetworkManager/conf.d",
            statuses: [74, 1]),
        Trap(
            what: "our file is a link",
            make: "ln -s $OUT/etc/NetworkManager/conf.d/theirs.conf etc/NetworkManager/conf.d/zz-nmfence.conf",
            statuses: [78]),
        Trap(
            what: "our temporary file is a link",
            make: "ln -s $OUT/victim etc/NetworkManager/conf.d/.zz-nmfence.conf.nmfence-new"),
        Trap(
            what: "the saved copy is a link",
            make:
                "ln -s $OUT/victim etc/NetworkManager/conf.d/zz-nmfence.conf.nmfence-saved; echo '# x' "
                + ">etc/NetworkManager/conf.d/zz-nmfence.conf"
        ),
        Trap(
            what: "a drop-in is a link",
            make: "ln -s $OUT/etc/NetworkManager/conf.d/theirs.conf etc/NetworkManager/conf.d/50.conf",
            statuses: [78]),
        Trap(
            what: "a drop-in climbs out",
            make:
                "ln -s ../../../../../../../../..$OUT/etc/NetworkManager/conf.d/theirs.conf "
                + "etc/NetworkManager/conf.d/50.conf",
            statuses: [78]),
        Trap(
            what: "the main file is a link",
            make: "ln -s $OUT/etc/NetworkManager/conf.d/theirs.conf etc/NetworkManager/NetworkManager.conf",
            statuses: [0, 1, 78]),
        Trap(
            what: "the vendor's folder is a link",
            make: "rm -r usr/lib/NetworkManager; ln -s $OUT/etc/NetworkManager usr/lib/NetworkManager"),
        Trap(what: "the libraries are the host's", make: "rm -r usr; ln -s /usr usr", statuses: [0, 1, 2, 78]),
        Trap(what: "run is the host's", make: "rm -r run; ln -s /run run", statuses: [0, 1, 2, 78]),
        Trap(what: "the bus is the host's", make: "mkdir -p run/dbus; ln -s $OUT/bus run/dbus/system_bus_socket"),
        Trap(what: "the journal is a link", make: "ln -s $OUT run/nmfence"),
        Trap(
            what: "os-release is a link",
            make: "ln -s $OUT/victim etc/os-release; mkdir -p usr/lib; ln -s $OUT/victim usr/lib/os-release"),
        Trap(
            what: "a drop-in goes through /proc",
            make: "ln -s /proc/self/root$OUT/etc/NetworkManager/conf.d/theirs.conf etc/NetworkManager/conf.d/50.conf",
            statuses: [78]),
        Trap(
            what: "links go in circles",
            make:
                "rm -r etc/NetworkManager/conf.d; ln -s b etc/NetworkManager/conf.d; ln -s conf.d etc/NetworkManager/b",
            statuses: [74, 1, 2]),
        Trap(
            what: "a pipe and a device stand for drop-ins",
            make: "mkfifo etc/NetworkManager/conf.d/a.conf; mknod etc/NetworkManager/conf.d/b.conf c 1 5",
            statuses: [78]),
        Trap(
            what: "a pipe stands for the main file", make: "mkfifo etc/NetworkManager/NetworkManager.conf",
            statuses: [0, 1, 78]),
        Trap(
            what: "a pipe stands for the folder of drop-ins",
            make: "rm -r etc/NetworkManager/conf.d; mkfifo etc/NetworkManager/conf.d",
            statuses: [74, 1, 2, 78]),
        Trap(what: "a pipe stands for etc", make: "rm -r etc; mkfifo etc", statuses: [74]),
    ]

    /// Where each file that was opened, and each socket that was connected to, really is.
    private static func opened(_ arguments: [String], _ scratch: TemporaryFolder, injecting fault: String?) throws -> (
        Run, Set<String>
    ) {
        let trace = scratch.path + "/trace"
        let inject = fault.map { ["-e", "inject=\($0)"] } ?? []
        let run = try Run(
            "timeout",
            ["20", "strace", "-f", "-y", "-qq", "-e", "trace=%file,%network,fchmod,ftruncate"] + inject
                + ["-o", trace, Tool.path] + arguments)
        var places: Set<String> = []
        for line in try String(contentsOfFile: trace, encoding: .utf8).split(separator: "\n") {
            if let match = line.firstMatch(of: /(?:openat2?|open|creat)\(.* = [0-9]+<(.*)>$/) {
                places.insert(String(match.1.replacing(/^\/proc\/[0-9]+\//, with: "/proc/self/")))
            }
            if line.contains(" connect(") { places.insert(String(line)) }
            // By a path and not by a name in an open folder.
            if let match = line.firstMatch(of: /(?:mkdir|rename|unlink|rmdir|symlink|link|chmod|truncate)\((.*)$/) {
                places.insert(String(match.1))
            }
        }
        return (run, places)
    }

    private static let verbs = [["check"], ["explain", "cali0"], ["diff"], ["fix", "--adopt"]]
    /// What any run opens outside of its root: libraries, and what the C library asks of the kernel.
    private static let usual: Set<String>? = try? {
        let (clean, scratch) = (try Image(), try TemporaryFolder())
        var usual: Set<String> = []
        for verb in verbs {
            let (run, places) = try opened(verb + ["--root", clean.folder.path], scratch, injecting: nil)
            guard run.status < 3, places.contains(where: { $0.hasPrefix(clean.folder.path + "/etc") }) else {
                throw Nothing()
            }
            usual.formUnion(places.filter { !$0.hasPrefix(clean.folder.path) })
        }
        return usual
    }()

    /// A trace that shows nothing would prove nothing.
    private struct Nothing: Error {}

    @Test(arguments: traps) func `makes nothing outside of it be read or written`(trap: Trap) throws {
        let usual = try #require(Self.usual)
        let (scratch, outside) = (try TemporaryFolder(), try TemporaryFolder())
        try outside.write(
            "[keyfile]\nunmanaged-devices=interface-name:*\n", to: "etc/NetworkManager/conf.d/theirs.conf")
        try outside.write("ID=secret\n", to: "victim")
        let bus = try Run(
            Python.program, ["-c", "import socket; socket.socket(socket.AF_UNIX).bind('\(outside.path)/bus')"])
        try #require(bus.status == 0)
        let look = "cd \(outside.path); find . -printf '%p %y %m %s %T@ %C@ %l\\n' | sort; sha256sum victim"
        let before = try Run("sh", ["-c", look]).output
        // With openat2, and on a kernel that lacks it, where each link is followed by hand.
        for fault in [nil, "openat2:error=ENOSYS"] {
            let image = try Image()
            let made = try Run(
                "bash", ["-euc", "cd \(image.folder.path); \(trap.make)"], environment: ["OUT": outside.path])
            try #require(made.status == 0, "\(made.errors)")
            for verb in fault == nil ? Self.verbs : [["fix", "--adopt"]] {
                let (run, places) = try Self.opened(verb + ["--root", image.folder.path], scratch, injecting: fault)
                let foreign = places.subtracting(usual)
                    .filter { !$0.hasPrefix(image.folder.path) && !$0.contains("<\(image.folder.path)") }
                #expect(foreign == [], "\(verb): \(run.output)\(run.errors)")
                #expect(run.status < 124, "\(verb) hangs or crashes: \(run.output)\(run.errors)")
                guard verb[0] == "fix" else { continue }
                #expect(trap.statuses.contains(run.status), "\(verb), \(run.status): \(run.output)\(run.errors)")
                let reason = ["nmfence: ", "failed: "].contains { (run.output + run.errors).contains($0) }
                #expect(run.status == 0 || reason, "\(run.output)\(run.errors)")
            }
        }
        #expect(try Run("sh", ["-c", look]).output == before)
    }
}
