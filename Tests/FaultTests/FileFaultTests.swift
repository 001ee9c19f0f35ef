import TestSupport
import Testing

/// The disk's own faults: how a fix ends, and what it leaves.
@Suite(.waitsLong) struct `A fix whose disk` {
    /// A call that the kernel refuses, by what it is about: its names, the files and folders, and from which of these
    /// calls on.
    struct Fault: Sendable {
        let calls: String
        let paths: [String]
        let error: String
        /// As strace's `when`: `1` is the first of them only, `2+` the second and all that follow.
        var when = "1"

        /// What is put before a command that it is to happen to. What was refused is listed in ``list``.
        var wrapper: [String] {
            ["strace", "-f", "-qq", "-o", Self.list] + paths.flatMap { ["-P", $0] }
                + ["-e", "trace=\(calls)", "-e", "inject=\(calls):error=\(error):when=\(when)"]
        }

        static let list = "/run/refused"
    }

    struct Row: Sendable, CustomTestStringConvertible {
        let what: String
        /// Lines of shell that make the fault, and those that take it away.
        var make = "true"
        var mend = "true"
        var fault: Fault?
        let status: Int32
        let words: String
        var leavesNew = false
        var testDescription: String { what }
    }

    private static let conf = "/etc/NetworkManager/conf.d"
    /// The names under which the file and the journal's marks are written, before each gets its own.
    private static let newFile = conf + "/.zz-nmfence.conf.nmfence-new"
    private static let journal = "/run/nmfence"
    private static let newMark = journal + "/.pending.nmfence-new"
    private static let newSuccess = journal + "/.reloaded.nmfence-new"
    private static let older =
        "printf '%s\\n' \"# Written by 'nmfence fix'; 'nmfence revert' takes it back.\" '[keyfile]' "
        + "'unmanaged-devices+=interface-name:cali*' >zz-nmfence.conf"

    /// A folder of the journal is kept once for the mark, then comes the drop-in's folder, and then the mark of
    /// success.
    static let rows = [
        Row(
            what: "is full", make: "mount -t tmpfs -o size=4k full .; cd .; head -c 4096 /dev/zero >filler",
            mend: "umount \(conf)", status: 74, words: "No space left on device"),
        Row(
            what: "has no room for names", make: "mount -t tmpfs -o nr_inodes=1 full .", mend: "umount \(conf)",
            status: 74, words: "No space left on device"),
        Row(
            what: "is read-only", make: "mount --bind . .; mount -o remount,bind,ro .", mend: "umount \(conf)",
            status: 74, words: "Read-only file system"),
        Row(
            what: "has an immutable folder", make: "mount -t tmpfs still .; cd \(conf); chattr +i .",
            mend: "chattr -i \(conf); umount \(conf)",
            status: 77, words: "Operation not permitted"),
        Row(
            what: "has an append-only folder", make: "mount -t tmpfs still .; cd \(conf); chattr +a .",
            mend: "chattr -a \(conf); umount \(conf)",
            status: 77, words: "append-only directory \(conf): Operation not permitted"),
        Row(
            what: "has an immutable older file",
            make: "mount -t tmpfs still .; cd \(conf); \(older); chattr +i zz-nmfence.conf",
            mend: "chattr -i \(conf)/*; umount \(conf)", status: 77, words: "Operation not permitted"),
        Row(
            what: "lacks the folder", make: "rm -rf \(conf)", status: 0, words: "applied and verified",
            leavesNew: true),
        Row(
            what: "fails to write the file", fault: Fault(calls: "write", paths: [newFile], error: "EIO"),
            status: 74, words: "Input/output error"),
        Row(
            what: "fails to keep the mark of the journal",
            fault: Fault(calls: "fsync", paths: [newMark], error: "EIO"), status: 74, words: "Input/output error"),
        Row(
            what: "fails to keep the file", fault: Fault(calls: "fsync", paths: [newFile], error: "EIO"), status: 74,
            words: "Input/output error"),
        Row(
            what: "fails to keep the name", fault: Fault(calls: "fsync", paths: [conf], error: "EIO"), status: 3,
            words: "Input/output error"),
        Row(
            what: "fails to keep anything from the name on",
            fault: Fault(calls: "fsync", paths: [conf, journal, newSuccess], error: "EIO", when: "2+"), status: 4,
            words: "Input/output error"),
        Row(
            what: "refuses the rename", fault: Fault(calls: "renameat,renameat2", paths: [conf], error: "EIO"),
            status: 74, words: "Input/output error"),
        Row(
            what: "refuses the mode", fault: Fault(calls: "fchmod", paths: [newFile], error: "EPERM"), status: 77,
            words: "Operation not permitted"),
        Row(
            what: "fails to keep the mark of success",
            fault: Fault(calls: "fsync", paths: [newSuccess, journal], error: "EIO", when: "2+"), status: 0,
            words: "applied and verified", leavesNew: true),
    ]

    @Test func `fails ends as the table says`() throws {
        let node = try LiveNode()
        for row in Self.rows {
            // A mount is seen at a new look at the folder only.
            try node.sandbox.must("cd \(Self.conf); \(row.make)")
            let before = try LiveNode.state(node.sandbox)
            let run = try node.sandbox.run((row.fault?.wrapper ?? []) + [Tool.path, "fix"])
            if row.fault != nil {
                #expect(
                    try node.sandbox.must("grep -c INJECTED \(Fault.list) || true") != "0\n",
                    "\(row): nothing was refused")
            }
            let after = try LiveNode.state(node.sandbox)
            try node.sandbox.must(row.mend)
            let next = try node.sandbox.nmfence("fix")
            let final = try LiveNode.state(node.sandbox)
            try node.reset()

            let said = run.output + run.errors
            #expect(run.status == row.status, "\(row): \(said)")
            #expect(said.contains(row.words), "\(row): \(said)")
            #expect(after.files == (row.leavesNew ? node.new : before).files, "\(row): \(after.files)")
            #expect(after.kernel == node.old.kernel, "\(row)")
            #expect(next.status == 0, "\(row): \(next.output)\(next.errors)")
            #expect(final == node.new, "\(row): \(final.files)")
        }
    }

    @Test func `has a limit on the size of a file is put back`() throws {
        let node = try LiveNode()
        let outcome = try node.disturbed(by: ["prlimit", "--fsize=0"])
        #expect(outcome.run.status == 74, "\(outcome.run.output)\(outcome.run.errors)")
        #expect(outcome.state == node.old)
        #expect(outcome.final == node.new)
    }

    @Test func `gets modes that a caller's umask does not decide`() throws {
        let node = try LiveSandbox(["--links", "none"])
        try node.must("rm -rf /etc/NetworkManager/conf.d")
        #expect(try node.shell("umask 077; exec \(Tool.path) fix").status == 0)
        let modes = try node.must(
            "stat -c %a /etc/NetworkManager/conf.d /etc/NetworkManager/conf.d/* /run/nmfence /run/nmfence/*")
        #expect(modes == "755\n644\n755\n644\n")
    }

    @Test func `has no room for the journal is refused before the first change`() throws {
        let node = try LiveSandbox()
        try node.must("mkdir /run/nmfence; mount -t tmpfs -o nr_inodes=1 full /run/nmfence")
        let run = try node.nmfence("fix")
        #expect(run.status == 74, "\(run.output)\(run.errors)")
        #expect(try node.must("ls -A /etc/NetworkManager/conf.d") == "")
        try node.must("umount /run/nmfence")
        #expect(try node.nmfence("fix").status == 0)
    }
}
