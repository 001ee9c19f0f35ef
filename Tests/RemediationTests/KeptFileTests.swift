import Base
import DBus
import Fence
import NetworkManagerConfiguration
import Node
import SystemPackage
import TestSupport
import Testing

@testable import Remediation

/// What a fix finds in its place, and what is left of it: after the fix, after a revert, and after a fix that failed.
@Suite struct KeptFileTests {
    /// A file in the place of the drop-in.
    struct Original: Sendable, CustomTestStringConvertible {
        let what: String
        /// Lines of Python that make the file `path`; `acl` makes a value for system.posix_acl_access.
        let make: String
        /// Lines of another author's, or of an older fix's.
        var isOurs = false
        var testDescription: String { what }
    }

    private static let list = "[keyfile]\\nunmanaged-devices+=interface-name:eth9\\n"
    private static let mark = "# Written by 'nmfence fix'; 'nmfence revert' takes it back.\\n"
    private static let attributes = """
        os.chown(path, 1234, 4321); os.chmod(path, 0o640)
        os.setxattr(path, 'user.note', b'mine\\\\0\\\\xff'); os.setxattr(path, 'trusted.note', b'')
        os.setxattr(path, 'system.posix_acl_access', acl)
        """

    static let originals = [
        Original(what: "a private file", make: "write('\(list)'); os.chmod(path, 0o600)"),
        Original(what: "a file with everything", make: "write('\(list)')\n\(attributes)"),
        Original(what: "a file of a strange mode", make: "write('\(list)'); os.chmod(path, 0o2604)"),
        Original(what: "an empty private file", make: "write(''); os.chmod(path, 0o600)"),
        Original(what: "a file without a last line feed", make: "write('# theirs'); os.chmod(path, 0o600)"),
        Original(
            what: "a link to a private file",
            make: "os.symlink('../..//secret', path); os.chown(path, 12, 34, follow_symlinks=False)"),
        Original(what: "an absolute link", make: "os.symlink('/etc/secret', path)"),
        Original(
            what: "an older file of ours", make: "write(\"\(mark)\(list)\"); os.chmod(path, 0o600)", isOurs: true),
        Original(
            what: "an older file of ours with everything", make: "write(\"\(mark)\(list)\")\n\(attributes)",
            isOurs: true),
    ]

    private let folder: TemporaryFolder
    private var conf: String { folder.path + "/etc/NetworkManager/conf.d" }
    private var path: String { conf + "/zz-nmfence.conf" }
    private var root: RootDirectory { get throws { try RootDirectory(FilePath(folder.path)) } }
    private static let saved = "zz-nmfence.conf.nmfence-saved"

    init() throws {
        folder = try TemporaryFolder()
        try folder.makeFolder("etc/NetworkManager/conf.d")
        try folder.makeFolder("run")
        try folder.makeFolder("usr/lib/x86_64-linux-gnu/NetworkManager/1.42.4")
        try folder.write("[keyfile]\n", to: "etc/secret")
    }

    private func make(_ original: Original, at path: String? = nil) throws {
        let script = """
            import os, struct, sys
            path = sys.argv[1]
            acl = struct.pack('<I', 2) + b''.join(struct.pack('<HHI', *entry) for entry in [
                (1, 6, 0xffffffff), (2, 4, 99), (4, 0, 0xffffffff), (16, 4, 0xffffffff), (32, 0, 0xffffffff)])
            def write(text): open(path, 'w').write(text)
            \(original.make)
            """
        let run = try Python.run(script, [path ?? self.path])
        try #require(run.status == 0, "\(run.errors)")
    }

    private func context() throws -> FenceContext {
        FenceContext(root: try root, bus: nil, by: Deadline(after: .seconds(60)))
    }

    private static var patterns: [InterfacePattern] { get throws { [try InterfacePattern("cali*")] } }

    private func fixPlan() throws -> Plan {
        var permissions = FixPlanner.Permissions()
        permissions.adopts = true
        return try FixPlanner(context(), patterns: Self.patterns, permissions: permissions).plan()
    }

    private func revertPlan() throws -> Plan {
        try RevertPlanner(context(), patterns: Self.patterns, skipsReload: false).plan()
    }

    /// Carries a plan out, with a proof that finds what is told.
    private func run(_ plan: Plan, finding failure: ChangeFailure? = nil) throws -> ChangeReport {
        let proof = Proof(of: plan, isFenced: { _ in false }) { () throws(ChangeFailure) in
            if let failure { throw failure }
            return Proof.Prediction()
        }
        var transaction = Transaction(
            plan, in: try root, daemon: nil, before: nil, search: nil, proof: proof, by: Deadline(after: .seconds(60)))
        return transaction.run()
    }

    // MARK: Kept and restored

    @Test(arguments: originals)
    func `what is adopted is kept as it was, with all that belongs to it, and a revert brings it back`(
        original: Original
    ) throws {
        try make(original)
        let before = try FileListing.of(folder.path + "/etc")
        #expect(try run(try fixPlan()).status == .applied)
        let between = try FileListing.of(conf)
        if original.isOurs {
            // Ours is written anew, and has everything else that it had.
            #expect(Self.surroundings(between) == Self.surroundings(before.filter { $0.contains("zz-nmfence.conf") }))
            return
        }
        let kept = before.filter { $0.contains("zz-nmfence.conf") }
            .map { $0.replacing("NetworkManager/conf.d/zz-nmfence.conf", with: Self.saved) }
        #expect(between.filter { $0.hasPrefix(Self.saved) } == kept)
        #expect(between.contains { $0.hasPrefix("zz-nmfence.conf 0o100644 0 0 b'# Managed by") }, "\(between)")
        #expect(try run(try revertPlan()).status == .applied)
        #expect(try FileListing.of(folder.path + "/etc") == before)
    }

    @Test(arguments: originals)
    func `a fix that fails behind its files leaves each as it was, and says so`(original: Original) throws {
        try make(original)
        let before = try FileListing.of(folder.path + "/etc")
        let report = try run(try fixPlan(), finding: .notProved("the proof"))
        #expect(report.status == .rolledBack, "\(report.messages)")
        #expect(try FileListing.of(folder.path + "/etc") == before)
    }

    @Test(arguments: originals)
    func `a revert that fails behind its files leaves each as it was, and says so`(original: Original) throws {
        try make(original)
        #expect(try run(try fixPlan()).status == .applied)
        let before = try FileListing.of(folder.path + "/etc")
        let report = try run(try revertPlan(), finding: .notProved("the proof"))
        #expect(report.status == .rolledBack, "\(report.messages)")
        #expect(try FileListing.of(folder.path + "/etc") == before)
    }

    /// A file system may have no second names for a file.
    @Test(arguments: originals)
    func `a copy is as the original, whatever it is made of`(original: Original) throws {
        try make(original)
        let directory = try Directory("/etc/NetworkManager/conf.d", in: root)
        let file = try #require(try directory.file("zz-nmfence.conf"))
        try directory.create("copy", file)
        #expect(try directory.file("copy") == file)
        let lines = try FileListing.of(conf)
        #expect(
            lines.count == 2
                && lines[0].replacing("copy", with: "zz-nmfence.conf") == lines[1], "\(lines)")
    }

    @Test func `a list that a folder hands down is not the original's`() throws {
        try make(Self.originals[0])
        let directory = try Directory("/etc/NetworkManager/conf.d", in: root)
        let file = try #require(try directory.file("zz-nmfence.conf"))
        let folderList = Original(what: "", make: "os.setxattr(path, 'system.posix_acl_default', acl)")
        try make(folderList, at: conf)
        try directory.create("copy", file)
        #expect(try directory.file("copy") == file)
    }

    @Test func `what was put back is called so only where nothing of it is other than before`() throws {
        try make(Self.originals[0])
        let plan = try fixPlan()
        let proof = Proof(of: plan, isFenced: { _ in false }) { () throws(ChangeFailure) in
            // Somebody opens the copy to everybody while the change is proved.
            _ = try? Run("chmod", ["0644", conf + "/" + Self.saved])
            throw .notProved("the proof")
        }
        var transaction = Transaction(
            plan, in: try root, daemon: nil, before: nil, search: nil, proof: proof, by: Deadline(after: .seconds(60)))
        let report = transaction.run()
        let lines = try FileListing.of(conf)
        // Put back from what was read before, or told: never the one without the other.
        #expect(report.status == .rolledBack || report.status == .rollbackFailed)
        #expect((report.status == .rolledBack) == (lines.first?.contains("0o100600") == true), "\(report) \(lines)")
    }

    // MARK: Other files

    @Test func `a copy that is there already is not overwritten, and the refusal names it`() throws {
        for other in ["write('another')", "os.symlink('/etc/secret', path)", "os.mkfifo(path)", "os.mkdir(path)"] {
            let node = try KeptFileTests()
            try node.make(Self.originals[0])
            try node.make(Original(what: "", make: other), at: node.conf + "/" + Self.saved)
            let before = try FileListing.of(node.conf)
            let failure = #expect(throws: ChangeFailure.self) { try node.fixPlan() }
            #expect(failure?.description.contains(Self.saved) == true, "\(failure?.description ?? "")")
            #expect(try FileListing.of(node.conf) == before)
        }
    }

    @Test func `a copy that comes meanwhile is neither overwritten nor taken away`() throws {
        try make(Self.originals[0])
        let plan = try fixPlan()
        try make(Original(what: "", make: "write('another')"), at: conf + "/" + Self.saved)
        let before = try FileListing.of(conf)
        var files = FileStep(root: try root)
        #expect(throws: FileError.self) { for change in plan.changes { try files.apply(change) } }
        #expect(files.undo().isEmpty)
        #expect(try FileListing.of(conf) == before)
        #expect(try run(plan).status == .refused)
        #expect(try FileListing.of(conf) == before)
    }

    @Test func `a copy that a killed run left is used by the next`() throws {
        try make(Self.originals[1])
        let before = try FileListing.of(conf)
        var files = FileStep(root: try root)
        try files.apply(try #require(try fixPlan().changes.first))
        #expect(try FileListing.of(conf).count == 2)
        #expect(try run(try fixPlan()).status == .applied)
        #expect(try run(try revertPlan()).status == .applied)
        #expect(try FileListing.of(conf) == before)
    }

    @Test(arguments: originals.filter { !$0.isOurs })
    func `a revert that was killed between its files is completed by the next`(original: Original) throws {
        try make(original)
        let before = try FileListing.of(conf)
        #expect(try run(try fixPlan()).status == .applied)
        var files = FileStep(root: try root)
        try files.apply(try #require(try revertPlan().changes.first))
        #expect(try FileListing.of(conf).count == 2)
        #expect(try run(try revertPlan()).status == .applied)
        #expect(try FileListing.of(conf) == before)
    }

    @Test func `a file in the place of the copy that no fix made is left alone by a fix and its revert`() throws {
        try make(Self.originals[1], at: conf + "/" + Self.saved)
        let before = try FileListing.of(conf)
        #expect(try run(try fixPlan()).status == .applied)
        #expect(try FileListing.of(conf).count == 2)
        #expect(try run(try revertPlan()).status == .applied)
        #expect(try FileListing.of(conf) == before)
    }

    // MARK: The patch

    @Test(arguments: originals)
    func `the difference is a patch that makes of the old files what the fix makes`(original: Original) throws {
        try make(original)
        let copy = try TemporaryFolder()
        #expect(try Run("cp", ["-a", folder.path + "/.", copy.path]).status == 0)
        let plan = try fixPlan()
        #expect(try run(plan).status == .applied)
        let diff = copy.path + "/diff"
        try copy.write(String(decoding: UnifiedDiff(plan.changes).bytes, as: UTF8.self), to: "diff")
        let patch = try Run("patch", ["-p1", "-d", copy.path, "-i", diff])
        #expect(patch.status == 0, "\(patch.output)\(patch.errors)\(copy.text("diff") ?? "")")
        // patch knows permissions, contents and links, and no owners.
        func known(_ folder: TemporaryFolder) throws -> [String] {
            try FileListing.of(folder.path + "/etc/NetworkManager").map { line in
                let words = line.split(separator: " ", maxSplits: 4).map(String.init)
                let content = words.count > 4 ? words[4].prefix { $0 != "(" } : ""
                return "\(words[0]) \(words[1].suffix(3)) \(content)"
            }
        }
        if original.make.contains("acl") {
            #expect(
                try known(copy).map { $0.split(separator: " ")[0] } == known(folder).map { $0.split(separator: " ")[0] }
            )
        } else {
            #expect(try known(copy) == known(folder))
        }
    }

    private static func surroundings(_ lines: [String]) -> [String] {
        lines.map { line in
            let words = line.split(separator: " ", maxSplits: 4).map(String.init)
            let lists = line.firstRange(of: " ('").map { String(line[$0.lowerBound...]) } ?? ""
            return words[1...3].joined(separator: " ") + lists
        }
    }
}
