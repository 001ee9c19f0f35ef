import Base
import DBus
import NetworkManagerConfiguration
import Node
import SystemPackage
import TestSupport
import Testing

@testable import Remediation

@Suite struct ModuleStepTests {
    private let kernel = PretendedKernel(loaded: ["x_tables", "veth"])

    private static let later = Deadline(after: .seconds(30))

    init() {
        kernel.needs = [
            "xt_set": ["x_tables", "nfnetlink", "ip_set"], "ip_set": ["nfnetlink"], "ipt_rpfilter": ["x_tables"],
        ]
    }

    @Test func `undo takes out what came, with what it needed, and leaves what was there before`() throws {
        var step = kernel.step()
        try step.load(["veth", "ipt_rpfilter", "xt_set"], by: Self.later)
        #expect(kernel.loaded == ["x_tables", "veth", "ipt_rpfilter", "nfnetlink", "ip_set", "xt_set"])
        #expect(!step.isUntouched)
        #expect(step.undo() == [])
        #expect(Set(kernel.loaded) == ["x_tables", "veth"])
        #expect(step.isUntouched)
    }

    @Test func `after a module that the kernel refuses everything is out again, what it had brought too`() throws {
        kernel.refused = ["xt_set"]
        var step = kernel.step()
        #expect(throws: PretendedKernel.refusal(of: "xt_set")) {
            try step.load(["ipt_rpfilter", "xt_set", "ipip"], by: Self.later)
        }
        #expect(step.undo() == [])
        #expect(Set(kernel.loaded) == ["x_tables", "veth"])
    }

    @Test func `a module that somebody uses meanwhile stays and is named, and the others go`() throws {
        var step = kernel.step()
        try step.load(["xt_set", "ipt_rpfilter"], by: Self.later)
        kernel.used = ["ip_set"]
        #expect(
            step.undo()
                == ["ip_set", "nfnetlink"].map {
                    "cannot unload module \($0): Module \($0) is in use; it stays loaded until reboot"
                })
        #expect(Set(kernel.loaded) == ["x_tables", "veth", "nfnetlink", "ip_set"])
    }

    @Test func `a module that came meanwhile and is nobody's for sure stays and is named`() throws {
        kernel.asks = ["ip_set": ["crc32c_intel", "af_alg"]]
        var step = kernel.step()
        try step.load(["xt_set"], by: Self.later)
        #expect(
            step.undo() == [
                "dependencies stay loaded until reboot: af_alg, crc32c_intel"
            ])
        #expect(Set(kernel.loaded) == ["x_tables", "veth", "crc32c_intel", "af_alg"])
    }

    @Test func `a module that was there before and goes with one of ours is loaded again`() throws {
        var step = kernel.step()
        try step.load(["ipt_rpfilter"], by: Self.later)
        // Nobody but ours uses x_tables: modprobe -r takes it out, too.
        #expect(step.undo() == [])
        #expect(Set(kernel.loaded) == ["x_tables", "veth"])
    }

    @Test func `one that does not come back is named`() throws {
        var step = kernel.step()
        try step.load(["ipt_rpfilter"], by: Self.later)
        kernel.refused = ["x_tables"]
        #expect(
            step.undo() == [
                "module x_tables was unloaded as a dependency and could not be loaded again: cannot load module "
                    + "x_tables: could not insert 'x_tables': Exec format error"
            ])
    }

    /// 26 modules that come over one that was there, and over another, which goes with the last of them.
    private func loadMany() throws -> (PretendedKernel, ModuleStep) {
        let kernel = PretendedKernel(loaded: ["x_tables", "crc32c_generic"])
        let names = (1...26).map { "xt_\($0)" }
        for name in names { kernel.needs[name] = ["x_tables"] }
        kernel.needs["xt_26"] = ["crc32c_generic"]
        var step = kernel.step()
        try step.load(names, by: Self.later)
        return (kernel, step)
    }

    @Test func `many modules go in time on a node where each start of modprobe takes a second`() throws {
        var (kernel, step) = try loadMany()
        kernel.costs = (start: .seconds(1), module: .milliseconds(200))
        #expect(step.undo() == [])
        #expect(Set(kernel.loaded) == ["x_tables", "crc32c_generic"])
    }

    @Test func `where the time for taking out is over, the rest is named, and what went with them comes back`() throws {
        var (kernel, step) = try loadMany()
        kernel.costs = (start: .seconds(1), module: .milliseconds(900))
        let problems = step.undo()
        let staying = kernel.loaded.filter { $0.hasPrefix("xt_") }
        #expect((10..<26).contains(staying.count))
        #expect(
            Set(problems)
                == Set(
                    staying.map {
                        "cannot unload module \($0): modprobe timed out; it stays loaded until reboot"
                    }))
        #expect(Set(kernel.loaded).subtracting(staying) == ["x_tables", "crc32c_generic"])
    }

    @Test func `without modules modprobe is not asked for`() throws {
        var step = ModuleStep { () throws(Modprobe.Failure) in throw .noProgram(.missing(name: "modprobe")) }
        try step.load([], by: Self.later)
        #expect(step.undo() == [])
    }

    @Test(arguments: [
        (
            Modprobe.Failure.noProgram(.missing(name: "modprobe")),
            "cannot load kernel modules: no program modprobe in /usr/sbin, /sbin, /usr/bin, /bin"
        ),
        (
            .refused(.load, module: "xt_set", "blocked by modprobe.d"),
            "cannot load module xt_set: blocked by modprobe.d"
        ),
        (.timedOut(.unload, module: "xt_set"), "cannot unload module xt_set: modprobe timed out"),
    ])
    func `a failure says what was to be done with which module`(failure: Modprobe.Failure, words: String) {
        #expect(failure.description == words)
    }

    // MARK: In a transaction

    private static let list = "etc/modules-load.d/nmfence.conf"

    private func run(_ modules: [String], before: String?, in folder: TemporaryFolder) throws -> ChangeReport {
        if let before { try folder.write(before, to: Self.list) }
        let root = try RootDirectory(FilePath(folder.path))
        let files = PlannedConfiguration(root)
        let change = FileChange(
            path: ModuleList.path, old: try files.present(ModuleList.path),
            new: StoredFile(.bytes(ModuleList(names: modules).contents)))
        let plan = Plan(
            purpose: .fix, changes: [change], patterns: [], modules: modules, dryRun: [], releases: [],
            reloads: false, inputs: files.inputs, remarks: [])
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
        #expect(report.failure == .module(PretendedKernel.refusal(of: "ipip")))
        #expect(!report.changed)
        #expect(folder.text(Self.list) == before)
        // The folder that was made for it went with it.
        #expect(try folder.names() == (before == nil ? [] : ["etc"]))
        #expect(Set(kernel.loaded) == ["x_tables", "veth"])
    }

    @Test func `one that stays after an undo is told with the rest`() throws {
        kernel.refused = ["ipip"]
        kernel.used = ["ip_set"]
        let folder = try TemporaryFolder()
        let report = try run(["ip_set", "ipip"], before: nil, in: folder)
        #expect(report.status == .rolledBack)
        #expect(
            report.messages.first?.hasPrefix("cannot unload module ip_set: Module ip_set is in use; it stays") == true)
        #expect(folder.text(Self.list) == nil)
    }

    // MARK: Before the first change

    @Test(arguments: [
        ("1\n", "000001ffffffffff", "before a reboot (/proc/sys/kernel/modules_disabled is 1)"),
        ("0\n", "000001fffffeffff", "nmfence lacks CAP_SYS_MODULE"),
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
