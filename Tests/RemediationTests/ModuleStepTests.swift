import Checks
import DBus
import NetworkManagerConfiguration
import Node
import SystemPackage
import TestSupport
import Testing

@testable import Remediation

@Suite struct ModuleStepTests {
    private let kernel = PretendedKernel(loaded: ["x_tables", "veth"])

    init() {
        kernel.needs = [
            "xt_set": ["x_tables", "nfnetlink", "ip_set"], "ip_set": ["nfnetlink"], "ipt_rpfilter": ["x_tables"],
        ]
    }

    @Test func `undo takes out what came, with what it needed, and leaves what was there before`() throws {
        var step = kernel.step()
        try step.load(["veth", "ipt_rpfilter", "xt_set"])
        #expect(kernel.loaded == ["x_tables", "veth", "ipt_rpfilter", "nfnetlink", "ip_set", "xt_set"])
        #expect(!step.isUntouched)
        #expect(step.undo() == [])
        #expect(kernel.loaded == ["x_tables", "veth"])
        #expect(step.isUntouched)
    }

    @Test func `after a module that the kernel refuses everything is out again, what it had brought too`() throws {
        kernel.refused = ["xt_set"]
        var step = kernel.step()
        #expect(throws: ModuleLoader.Failure(.load, "xt_set", .execFormatError)) {
            try step.load(["ipt_rpfilter", "xt_set", "ipip"])
        }
        #expect(step.undo() == [])
        #expect(kernel.loaded == ["x_tables", "veth"])
    }

    @Test func `a module that somebody uses meanwhile stays and is named, and the others go`() throws {
        var step = kernel.step()
        try step.load(["xt_set", "ipt_rpfilter"])
        kernel.used = ["ip_set"]
        #expect(
            step.undo()
                == ["ip_set", "nfnetlink"].map {
                    "cannot unload module \($0): Device or resource busy; it stays until the machine starts again"
                })
        #expect(kernel.loaded == ["x_tables", "veth", "nfnetlink", "ip_set"])
    }

    @Test func `a module that came meanwhile and is nobody's for sure stays and is named`() throws {
        kernel.asks = ["ip_set": ["crc32c_intel", "af_alg"]]
        var step = kernel.step()
        try step.load(["xt_set"])
        #expect(
            step.undo() == [
                "modules that came meanwhile, perhaps through those of nmfence, stay until the machine starts again: "
                    + "af_alg, crc32c_intel"
            ])
        #expect(kernel.loaded == ["x_tables", "veth", "crc32c_intel", "af_alg"])
    }

    @Test func `without modules libkmod is not asked for`() throws {
        var step = ModuleStep { () throws(ModuleLoader.Failure) in throw ModuleLoader.Failure(.open) }
        try step.load([])
        #expect(step.undo() == [])
    }

    @Test(arguments: [
        (ModuleLoader.Failure(.open), "libkmod.so.2, which loads modules, cannot be used"),
        (
            ModuleLoader.Failure(.load, "xt_set", .noSuchFileOrDirectory),
            "cannot load module xt_set: No such file or directory"
        ),
        (ModuleLoader.Failure(.load, "xt_set"), "cannot load module xt_set: modprobe's configuration keeps it out"),
        (
            ModuleLoader.Failure(.unload, "xt_set", .resourceBusy),
            "cannot unload module xt_set: Device or resource busy"
        ),
    ])
    func `a failure says what was to be done with which module`(failure: ModuleLoader.Failure, words: String) {
        #expect(failure.description == words)
    }

    // MARK: In a transaction

    private static let list = "etc/modules-load.d/nmfence.conf"

    private func run(_ modules: [String], before: String?, in folder: TemporaryFolder) throws -> ChangeReport {
        if let before { try folder.write(before, to: Self.list) }
        let root = try RootDirectory(FilePath(folder.path))
        let files = PlannedConfiguration(root)
        let change = FileChange(
            path: ModuleList.path, before: files.present(ModuleList.path), after: ModuleList(names: modules).contents)
        let plan = Plan(
            purpose: .fix, changes: [change], patterns: [], modules: modules, releases: [], reloads: false,
            inputs: files.inputs, remarks: [])
        let proof = Proof(of: plan, isFenced: { _ in false }) { () throws(ChangeFailure) in .init() }
        var transaction = Transaction(
            plan, in: root, daemon: nil, before: nil, search: nil, proof: proof, by: Deadline(after: .seconds(30)))
        transaction.modules = kernel.step()
        return transaction.run()
    }

    @Test func `a transaction writes the list and loads the modules`() throws {
        let folder = try TemporaryFolder()
        let report = try run(["ip_set", "xt_set"], before: nil, in: folder)
        #expect(report.status == .applied)
        #expect(report.changed)
        #expect(folder.text(Self.list)?.hasSuffix("\nip_set\nxt_set\n") == true)
        #expect(kernel.loaded.suffix(3) == ["nfnetlink", "ip_set", "xt_set"])
    }

    @Test func `modules that are in the list and not in the kernel are a change`() throws {
        let folder = try TemporaryFolder()
        let report = try run(
            ["ip_set"], before: String(decoding: ModuleList(names: ["ip_set"]).contents, as: UTF8.self), in: folder)
        #expect(report.status == .applied)
        #expect(report.changed)
        #expect(kernel.loaded.last == "ip_set")
    }

    @Test(arguments: [nil, "# Written by 'nmfence fix --load-modules'; 'nmfence revert' takes it back.\nveth\n"])
    func `a transaction whose last module is refused leaves files and kernel as they were`(before: String?) throws {
        kernel.refused = ["ipip"]
        let folder = try TemporaryFolder()
        let report = try run(["ip_set", "xt_set", "ipip"], before: before, in: folder)
        #expect(report.status == .rolledBack)
        #expect(report.failure == .module(ModuleLoader.Failure(.load, "ipip", .execFormatError)))
        #expect(!report.changed)
        #expect(folder.text(Self.list) == before)
        // The folder that was made for it went with it.
        #expect(try folder.names() == (before == nil ? [] : ["etc"]))
        #expect(kernel.loaded == ["x_tables", "veth"])
    }

    @Test func `one that stays after an undo is told with the rest`() throws {
        kernel.refused = ["ipip"]
        kernel.used = ["ip_set"]
        let folder = try TemporaryFolder()
        let report = try run(["ip_set", "ipip"], before: nil, in: folder)
        #expect(report.status == .rolledBack)
        #expect(
            report.messages.first?.hasPrefix("cannot unload module ip_set: Device or resource busy; it stays") == true)
        #expect(folder.text(Self.list) == nil)
    }

    // MARK: Before the first change

    @Test(arguments: [
        ("1\n", "000001ffffffffff", "does not allow it until it starts again (/proc/sys/kernel/modules_disabled is 1)"),
        ("0\n", "000001fffffeffff", "this process lacks CAP_SYS_MODULE"),
    ])
    func `what keeps this process from loading modules is known before the first change`(
        isDisabled: String, capabilities: String, words: String
    ) throws {
        let folder = try TemporaryFolder()
        try folder.write(isDisabled, to: "proc/sys/kernel/modules_disabled")
        try folder.write("Name:\tx\nCapEff:\t\(capabilities)\n", to: "proc/self/status")
        let obstacle = ModuleStep.obstacle(in: try RootDirectory(FilePath(folder.path)))
        guard case .notPermitted(let text)? = obstacle else {
            Issue.record("\(String(describing: obstacle))")
            return
        }
        #expect(text.hasSuffix(words))
    }

    @Test func `where nothing keeps it from that, there is no obstacle`() throws {
        let folder = try TemporaryFolder()
        try folder.write("0\n", to: "proc/sys/kernel/modules_disabled")
        try folder.write("Name:\tx\nCapEff:\t000001ffffffffff\n", to: "proc/self/status")
        #expect(ModuleStep.obstacle(in: try RootDirectory(FilePath(folder.path))) == nil)
    }
}
