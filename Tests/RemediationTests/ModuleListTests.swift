import Base
import DBus
import Fence
import NetworkManagerConfiguration
import Node
import SystemPackage
import TestSupport
import Testing

@testable import Remediation

/// What a fix with modules makes of a root, and a revert of that.
@Suite struct ModuleListTests {
    private static let path = "etc/modules-load.d/nmfence.conf"
    private static let mark = "# Managed by nmfence; undo with \"nmfence revert\".\n"
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.makeFolder("etc/NetworkManager/conf.d")
        try folder.makeFolder("run")
    }

    private func context() throws -> FenceContext {
        FenceContext(root: try RootDirectory(FilePath(folder.path)), bus: nil, by: Deadline(after: .seconds(30)))
    }

    private let patterns = [try? InterfacePattern("cali*", kind: .veth)].compactMap(\.self)

    /// The plan for the modules, beside that for the interfaces.
    private func plan(_ names: [String], missing: [String] = []) throws -> (plan: Plan, change: FileChange?) {
        var permissions = FixPlanner.Permissions()
        permissions.modules = LoadableModules(names: names, missing: missing)
        let plan = try FixPlanner(context(), patterns: patterns, permissions: permissions).plan()
        return (plan, plan.changes.first { $0.path == ModuleList.path })
    }

    private func apply(_ plan: Plan) throws {
        var files = FileStep(root: try RootDirectory(FilePath(folder.path)))
        for change in plan.changes { try files.apply(change) }
    }

    @Test func `an image gets the list and its kernel is left alone`() throws {
        let (plan, change) = try plan(["ip_set", "xt_set"], missing: ["xt_set"])
        #expect(change?.action == .create)
        #expect(plan.modules == [])
        #expect(
            plan.remarks == ["kernel modules are loaded when the system in \(folder.path) boots: xt_set"]
        )
        try apply(plan)
        let text = try #require(folder.text(Self.path))
        #expect(text.hasPrefix(Self.mark))
        #expect(text.split(separator: "\n").filter { !$0.hasPrefix("#") } == ["ip_set", "xt_set"])
    }

    @Test func `a second plan is empty, also with lines of somebody else's in the list`() throws {
        try apply(try plan(["ip_set", "xt_set"]).plan)
        #expect(try plan(["xt_set", "ip_set"]).plan.isEmpty)
        let edited = (folder.text(Self.path) ?? "") + "\n  # mine\n; too\n\t nf_log_syslog \r\n"
        try folder.write(edited, to: Self.path)
        #expect(try plan(["ip_set", "xt_set"]).plan.isEmpty)
        let change = try #require(try plan(["ip_set", "ipip"]).change)
        #expect(change.action == .replace)
        #expect(ModuleList.names(in: change.after ?? []) == ["ip_set", "xt_set", "nf_log_syslog", "ipip"])
    }

    @Test func `a list of ours that is written anew keeps its mode, owner and attributes, and a link is not ours`()
        throws
    {
        try apply(try plan(["ip_set"]).plan)
        let list = folder.path + "/" + Self.path
        let script = "import os, sys; p = sys.argv[1]; os.chown(p, 12, 34); os.chmod(p, 0o600)"
        #expect(try Python.run(script + "; os.setxattr(p, 'user.note', b'mine')", [list]).status == 0)
        try apply(try plan(["ip_set", "xt_set"]).plan)
        let line = try #require(try FileListing.of(folder.path + "/etc/modules-load.d").first)
        #expect(line.hasPrefix("nmfence.conf 0o100600 12 34 ") && line.contains("xt_set"), "\(line)")
        #expect(line.hasSuffix("('user.note', b'mine')"), "\(line)")
        #expect(try Run("mv", [list, folder.path + "/etc/elsewhere"]).status == 0)
        try folder.link(Self.path, to: "../elsewhere")
        let failure = #expect(throws: ChangeFailure.self) { try plan(["ip_set", "ipip"]) }
        let words = "/etc/modules-load.d/nmfence.conf exists and was not created by nmfence; rename it; nothing changed"
        #expect(failure?.description == words)
    }

    @Test func `a row that gets no module is named before the change with what is in its way`() throws {
        var permissions = FixPlanner.Permissions()
        let sentence = "no module is loaded for kernel.feature.xt-set: ip_set is installed but blacklisted"
        permissions.modules = LoadableModules(names: [], missing: [], leftOut: [sentence])
        #expect(try FixPlanner(context(), patterns: patterns, permissions: permissions).plan().remarks == [sentence])
    }

    @Test func `a list of ours that cannot be told from a foreign one is none`() {
        for text in ["", "ip_set\n", "# Written by somebody\nip_set\n", " \(Self.mark)"] {
            #expect(!ModuleList.isOurs(Array(text.utf8)), "\(text)")
        }
        #expect(ModuleList.isOurs(ModuleList(names: []).contents))
    }

    @Test(arguments: ["# the site's own\nbr_netfilter\n", ""])
    func `a file of somebody else's with our name stops the fix before it changes anything`(text: String) throws {
        try folder.write(text, to: Self.path)
        #expect(
            throws: ChangeFailure.unreachable(
                "/etc/modules-load.d/nmfence.conf exists and was not created by nmfence; rename it")
        ) { try plan(["ip_set"]) }
        #expect(folder.text(Self.path) == text)
        // It is no file of ours for the way back either.
        #expect(try RevertPlanner(context(), patterns: patterns, skipsReload: true).plan().changes.isEmpty)
    }

    @Test func `where no module is wanted nothing is written, and a list that is there stays`() throws {
        #expect(try plan([]).change == nil)
        try apply(try plan(["ip_set"]).plan)
        let text = folder.text(Self.path)
        let (empty, change) = try plan([])
        #expect(empty.isEmpty)
        #expect(change == nil)
        #expect(folder.text(Self.path) == text)
    }

    @Test func `a plan that a changed list outran is refused`() throws {
        let plan = try plan(["ip_set"]).plan
        try folder.write("\(Self.mark)ipip\n", to: Self.path)
        #expect(plan.inputs.firstChange(in: try RootDirectory(FilePath(folder.path))) == ModuleList.path)
    }

    @Test func `revert takes the list back with the rest`() throws {
        try apply(try plan(["ip_set"]).plan)
        let plan = try RevertPlanner(context(), patterns: patterns, skipsReload: true).plan()
        #expect(plan.changes.map(\.action) == [.remove, .remove])
        #expect(plan.modules == [])
        try apply(plan)
        #expect(folder.text(Self.path) == nil)
        #expect(try RevertPlanner(context(), patterns: patterns, skipsReload: true).plan().isEmpty)
    }
}
