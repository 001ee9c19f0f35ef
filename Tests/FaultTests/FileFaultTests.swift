import TestSupport
import Testing

/// The disk's own faults: how a fix ends, and what it leaves.
@Suite struct `A fix whose disk` {
    struct Row: Sendable, CustomTestStringConvertible {
        let what: String
        /// Lines of shell that make the fault, and those that take it away.
        var make = "true"
        var mend = "true"
        /// What strace does to the calls of the run.
        var injected: String?
        let status: Int32
        let words: String
        var leavesNew = false
        var testDescription: String { what }
    }

    private static let conf = "/etc/NetworkManager/conf.d"
    private static let older =
        "printf '%s\\n' \"# Written by 'nmfence fix'; 'nmfence revert' takes it back.\" '[keyfile]' 'unmanaged-devices+=interface-name:cali*' >zz-nmfence.conf"

    /// In the calls of a run on a live node: the first fsync and rename are those of the journal, with two fsyncs.
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
            what: "has an immutable older file",
            make: "mount -t tmpfs still .; cd \(conf); \(older); chattr +i zz-nmfence.conf",
            mend: "chattr -i \(conf)/*; umount \(conf)", status: 77, words: "Operation not permitted"),
        Row(what: "lacks the folder", make: "rm -rf \(conf)", status: 0, words: "applied and proved", leavesNew: true),
        Row(
            what: "fails to write the file", injected: "write:error=EIO:when=1", status: 74, words: "Input/output error"
        ),
        Row(
            what: "fails to keep the mark of the journal", injected: "fsync:error=EIO:when=1", status: 74,
            words: "Input/output error"),
        Row(
            what: "fails to keep the file", injected: "fsync:error=EIO:when=3", status: 74, words: "Input/output error"),
        Row(what: "fails to keep the name", injected: "fsync:error=EIO:when=4", status: 3, words: "Input/output error"),
        Row(
            what: "fails to keep anything from the name on", injected: "fsync:error=EIO:when=4+", status: 4,
            words: "Input/output error"),
        Row(what: "refuses the rename", injected: "renameat:error=EIO:when=2", status: 74, words: "Input/output error"),
        Row(
            what: "refuses the mode", injected: "fchmod:error=EPERM:when=2", status: 77,
            words: "Operation not permitted"),
        Row(
            what: "fails to keep the mark of success", injected: "fsync:error=EIO:when=5+", status: 0,
            words: "applied and proved", leavesNew: true),
    ]

    @Test func `fails ends as the table says`() throws {
        let node = try LiveNode()
        for row in Self.rows {
            // A mount is seen at a new look at the folder only.
            try node.sandbox.must("cd \(Self.conf); \(row.make)")
            let before = try LiveNode.state(node.sandbox)
            let wrapper =
                row.injected.map {
                    [
                        "strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=\($0.prefix { $0 != ":" })", "-e",
                        "inject=\($0)",
                    ]
                } ?? []
            let run = try node.sandbox.run(wrapper + [Tool.path, "fix"])
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
