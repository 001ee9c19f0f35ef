import Base
import Foundation
import SystemPackage
import TestSupport
import Testing

@testable import Node

/// A modprobe that is a script, on a list of modules that is a file.
@Suite struct ModprobeTests {
    private let machine: TrustedFolder

    init() throws {
        machine = try TrustedFolder()
        try machine.folder.write("x_tables 1 0 - Live 0x0\n", to: "proc/modules")
        try machine.folder.makeFolder("proc/self")
    }

    /// - Parameter script: gets `top`, and `come` and `go` to change the list of modules.
    private func modprobe(_ script: String) throws -> Modprobe {
        let prelude = """
            top='\(machine.folder.path)'
            echo "$*" >>"$top/calls"
            come() { for one; do echo "$one 1 0 - Live 0x0" >>"$top/proc/modules"; done; }
            go() { for one; do sed -i "/^$one /d" "$top/proc/modules"; done; }
            """
        try machine.write("modprobe", "\(prelude)\n\(script)")
        return Modprobe(
            try machine.program("modprobe"), modules: try RootDirectory(FilePath(machine.folder.path)))
    }

    private static let good = """
        case "$1" in
            --dry-run) printf 'insmod /lib/modules/%s\\n' 'nfnetlink.ko ' 'kernel/ip-set.ko.xz max_sets=9' ;;
            -r) shift; go "$@" ;;
            *) come nfnetlink ip_set other ;;
        esac
        """

    private var calls: [Substring] { machine.folder.text("calls")?.split(separator: "\n") ?? [] }

    @Test func `a dry run names what would come, and asks for nothing else`() throws {
        let actions = try modprobe(Self.good).dryRun("ip_set", by: Deadline(after: .seconds(20)))
        #expect(actions == [.insert(module: "nfnetlink"), .insert(module: "ip_set")])
        #expect(calls == ["--dry-run --verbose --use-blacklist ip_set"])
        #expect(machine.folder.text("proc/modules") == "x_tables 1 0 - Live 0x0\n")
    }

    @Test func `a command of modprobe.d is what it is`() throws {
        let script = "echo 'install /sbin/modprobe -i ipip; echo \"done\" '"
        #expect(
            try modprobe(script).dryRun("ipip", by: Deadline(after: .seconds(20)))
                == [.install(command: "/sbin/modprobe -i ipip; echo \"done\"")])
    }

    @Test func `what came is what the dry run named and was not there`() throws {
        let modprobe = try modprobe(Self.good)
        var loaded = ["before"]
        try modprobe.load("ip-set", by: Deadline(after: .seconds(20)), noting: &loaded)
        #expect(loaded == ["before", "nfnetlink", "ip_set"])
        #expect(try modprobe.present() == ["x_tables", "nfnetlink", "ip_set", "other"])
        try modprobe.unload(["other", "ip_set"], by: Deadline(after: .seconds(20)))
        #expect(try modprobe.present() == ["x_tables", "nfnetlink"])
        #expect(calls.suffix(2) == ["--use-blacklist ip-set", "-r other ip_set"])
    }

    @Test func `what came before the last was refused is known`() throws {
        let modprobe = try modprobe(
            """
            [ "$1" = --dry-run ] && { echo 'insmod /a/nfnetlink.ko '; echo 'insmod /a/ip_set.ko '; exit 0; }
            come nfnetlink
            echo 'modprobe: WARNING: something' >&2
            echo "modprobe: ERROR: could not insert 'ip_set': Operation not permitted" >&2
            exit 1
            """)
        var loaded: [String] = []
        do throws(Modprobe.Failure) {
            try modprobe.load("ip_set", by: Deadline(after: .seconds(20)), noting: &loaded)
            Issue.record("loaded")
        } catch {
            #expect(
                error.description == "cannot load module ip_set: could not insert 'ip_set': Operation not permitted")
            #expect(error.isDenied)
        }
        #expect(loaded == ["nfnetlink"])
    }

    @Test func `one that ends well and brings nothing has not loaded the module`() throws {
        var loaded: [String] = []
        let modprobe = try modprobe("exit 0")
        #expect(throws: Modprobe.Failure.refused(.load, module: "ipip", "blocked by modprobe.d")) {
            try modprobe.load("ipip", by: Deadline(after: .seconds(20)), noting: &loaded)
        }
    }

    @Test(arguments: [
        "echo hello", "echo 'insmod relative.ko'", "echo 'insmod /'", "echo install", "head -c 2000000 /dev/zero",
        "yes 'insmod /a/b.ko ' | head -c 1100000",
    ])
    func `a dry run that says anything else is not understood`(script: String) throws {
        let modprobe = try modprobe(script)
        #expect(
            throws: Modprobe.Failure.refused(
                .load, module: "ipip", "cannot parse the output of modprobe --dry-run")
        ) {
            try modprobe.dryRun("ipip", by: Deadline(after: .seconds(20)))
        }
    }

    @Test func `one that hangs is killed at the deadline, and what came is known all the same`() throws {
        let modprobe = try modprobe(
            "[ \"$1\" = --dry-run ] && { echo 'insmod /a/ipip.ko '; exit 0; }; come ipip; sleep 600")
        var loaded: [String] = []
        #expect(throws: Modprobe.Failure.timedOut(.load, module: "ipip")) {
            try modprobe.load("ipip", by: Deadline(after: .milliseconds(500)), noting: &loaded)
        }
        #expect(loaded == ["ipip"])
        let hanging = try self.modprobe("sleep 600")
        #expect(throws: Modprobe.Failure.timedOut(.load, module: "ipip")) {
            try hanging.dryRun("ipip", by: Deadline(after: .milliseconds(100)))
        }
        #expect(throws: Modprobe.Failure.timedOut(.unload, module: "ipip")) {
            try hanging.unload(["ipip"], by: Deadline(after: .milliseconds(100)))
        }
    }

    @Test(arguments: ["", "--config=/tmp/x", "a b", "../x", "a\u{0}b", "é"])
    func `what is no name of a module does not reach the program`(name: String) throws {
        let modprobe = try modprobe(Self.good)
        #expect(throws: Modprobe.Failure.refused(.load, module: name, "not a module name")) {
            try modprobe.dryRun(name, by: Deadline(after: .seconds(20)))
        }
        #expect(calls == [])
    }

    @Test func `a list of modules that cannot be read stops everything`() throws {
        let modprobe = try modprobe(Self.good)
        try FileManager.default.removeItem(at: machine.folder.url.appending(path: "proc"))
        #expect(throws: Modprobe.Failure.self) { try modprobe.present() }
        // A kernel without loadable modules has a /proc without that file.
        try machine.folder.makeFolder("proc/self")
        #expect(try modprobe.present() == [])
    }
}
