import Base
import Foundation
import SystemPackage
import TestSupport
import Testing

@testable import Node

@Suite struct KernelModulesTests {
    /// A fixture's files go with it: it stays for as long as the test.
    private final class Kept {
        var fixtures: [KernelFixture] = []
    }
    private let kept = Kept()

    private func modules(_ fixture: KernelFixture) throws -> KernelModules {
        kept.fixtures.append(fixture)
        let root = try RootDirectory(FilePath(fixture.folder.path))
        return KernelModules(NodeKernel(in: root), in: root)
    }

    @Test(arguments: KernelFixture.names)
    func `a module whose file is there can be loaded`(name: String) throws {
        let modules = try modules(try KernelFixture(name))
        #expect(modules.problems.isEmpty)
        for module in ["ip_set", "xt_set", "ipip", "vfio-pci", "vfio_pci"] {
            #expect(modules.state(of: module, symbol: nil).kind == .loadable, "\(module)")
        }
    }

    @Test(arguments: KernelFixture.names)
    func `an alias leads to the module that provides it`(name: String) throws {
        let modules = try modules(try KernelFixture(name))
        #expect(modules.state(of: "ipt_set", symbol: nil).name == "xt_set")
        // The icmp match moved from ip_tables to xt_tcpudp in 6.4.
        #expect(modules.state(of: "ipt_icmp", symbol: nil).name == (name == "6.12" ? "xt_tcpudp" : "ip_tables"))
    }

    @Test(arguments: KernelFixture.names)
    func `names that no kernel has are gone and not unknown`(name: String) throws {
        let modules = try modules(try KernelFixture(name))
        for module in ["xt_rpfilter", "xt_icmp", "nf_conntrack_proto_sctp"] {
            #expect(modules.state(of: module, symbol: nil).kind == .gone, "\(module)")
        }
    }

    @Test func `a module that was built in is found without a file`() throws {
        let fixture = try KernelFixture("6.1", variant: "xt_set-built-in")
        try fixture.remove("xt_set")
        let modules = try modules(fixture)
        #expect(modules.state(of: "xt_set", symbol: nil).kind == .builtIn)
        #expect(modules.state(of: "ipt_set", symbol: nil).kind == .builtIn)
    }

    @Test func `a module that is loaded is loaded, with the line that says so`() throws {
        let fixture = try KernelFixture("6.1", isRunning: true)
        try fixture.folder.write("ip_set 57344 0 - Live 0x0\nxt_set 20480 0 - Live 0x0\n", to: "proc/modules")
        let state = try modules(fixture).state(of: "ipt_set", symbol: nil)
        #expect(state.kind == .loaded)
        #expect(state.evidence.first?.line == 2)
    }

    @Test func `a file that the index names and the disk lacks is a missing package`() throws {
        let fixture = try KernelFixture("6.1")
        try fixture.remove("xt_set")
        #expect(try modules(fixture).state(of: "ipt_set", symbol: "NETFILTER_XT_SET").kind == .packageMissing)
    }

    /// modules.dep is the same for people: nothing depends on it.
    @Test(arguments: KernelFixture.names)
    func `what a module needs is read from the index that modprobe reads`(name: String) throws {
        let fixture = try KernelFixture(name)
        let index = try ModuleIndex(try fixture.bytes("modules.dep.bin"))
        let lines = try #require(fixture.folder.text("\(fixture.modules)/modules.dep")).split(separator: "\n")
        #expect(lines.count == fixture.files.count)
        for line in lines {
            let file = try #require(line.split(separator: ":").first?.split(separator: "/").last)
            let module = String(file.prefix { $0 != "." }).replacing("-", with: "_")
            #expect(try index.value(of: module) == String(line))
            for other in [module + "x", String(module.dropLast()), "", "\u{7F}"] where !fixture.has(other) {
                #expect(try index.value(of: other) == nil, "\(other)")
            }
        }
        let path = fixture.folder.url.appending(path: "\(fixture.modules)/modules.dep")
        try FileManager.default.removeItem(at: path)
        try fixture.remove("x_tables")
        #expect(try modules(fixture).state(of: "xt_mark", symbol: nil).obstacles.map(\.name) == ["x_tables"])
    }

    @Test func `a missing dependency is named`() throws {
        let fixture = try KernelFixture("6.1")
        try fixture.remove("x_tables")
        let state = try modules(fixture).state(of: "xt_mark", symbol: nil)
        #expect(state.kind == .loadable)
        #expect(state.obstacles.map(\.name) == ["x_tables"])
        #expect(state.obstacles.map(\.kind) == [.packageMissing])
    }

    @Test(arguments: [
        ("blacklist xt-set\n", ModprobeConfiguration.Rule.Kind.blacklist, 1),
        ("# no\n\ninstall xt_set /bin/false\n", .install, 3),
        ("install xt_set \\\n  /bin/true\n", .install, 1),
        ("alias xt_set off\n", .off, 1),
    ])
    func `a rule that keeps a module out is found with its line`(
        text: String, kind: ModprobeConfiguration.Rule.Kind, line: Int
    ) throws {
        let fixture = try KernelFixture("6.1")
        try fixture.folder.write(text, to: "etc/modprobe.d/local.conf")
        let state = try modules(fixture).state(of: "ipt_set", symbol: nil)
        #expect(state.kind == .blocked(kind))
        #expect(state.evidence.first?.line == line)
        #expect(state.evidence.first?.path == "/etc/modprobe.d/local.conf")
    }

    @Test func `an install line that loads the module itself is no obstacle`() throws {
        let fixture = try KernelFixture("6.1")
        try fixture.folder.write(
            "install xt_set /sbin/modprobe --ignore-install xt_set && echo\n", to: "etc/modprobe.d/local.conf")
        #expect(try modules(fixture).state(of: "xt_set", symbol: nil).kind == .loadable)
    }

    @Test func `a file in etc hides one of the same name in usr`() throws {
        let fixture = try KernelFixture("6.1")
        try fixture.folder.write("blacklist xt_set\n", to: "usr/lib/modprobe.d/a.conf")
        try fixture.folder.write("", to: "etc/modprobe.d/a.conf")
        try fixture.folder.write("blacklist ipip\n", to: "etc/modprobe.d/b.conf.bak")
        let modules = try modules(fixture)
        #expect(modules.state(of: "xt_set", symbol: nil).kind == .loadable)
        #expect(modules.state(of: "ipip", symbol: nil).kind == .loadable)
    }

    @Test func `an image knows nothing of this machine's command line and modules`() throws {
        let fixture = try KernelFixture("6.1")
        let modules = try modules(fixture)
        #expect(modules.kernel.isRunning == false)
        #expect(modules.kernel.release?.text == fixture.release)
        #expect(modules.state(of: "veth", symbol: nil).kind == .loadable)
    }

    @Test(arguments: ["modules.dep.bin", "modules.alias.bin", "modules.builtin.bin"])
    func `an index cut off anywhere is told and never crashes`(index: String) throws {
        let fixture = try KernelFixture("6.1")
        let whole = try Data(contentsOf: fixture.folder.url.appending(path: "\(fixture.modules)/\(index)"))
        // Every length at the beginning, where the header is, and a sample of the rest.
        let lengths = Array(1..<min(40, whole.count)) + stride(from: 40, to: whole.count, by: 331) + [whole.count - 1]
        for length in lengths {
            try fixture.folder.write(whole.prefix(length), to: "\(fixture.modules)/\(index)")
            let modules = try modules(fixture)
            #expect(!modules.problems.isEmpty, "\(index) cut to \(length) bytes")
            #expect(modules.state(of: "xt_set", symbol: nil).kind == .unknown, "\(index) cut to \(length) bytes")
            #expect(modules.state(of: "xt_set", symbol: "NETFILTER_XT_SET").kind == .unknown)
        }
    }

    @Test func `an index with any byte changed never crashes`() throws {
        let fixture = try KernelFixture("6.1")
        let path = "\(fixture.modules)/modules.dep.bin"
        let whole = try Data(contentsOf: fixture.folder.url.appending(path: path))
        for position in stride(from: 8, to: whole.count, by: 113) {
            for value in [0x00, 0x7F, 0xFF] as [UInt8] {
                var changed = whole
                changed[position] = value
                try fixture.folder.write(changed, to: path)
                let modules = try modules(fixture)
                for module in ["xt_set", "ip_set", "veth"] { _ = modules.state(of: module, symbol: nil) }
            }
        }
    }

    @Test func `an index that cannot be read leaves the rest answered`() throws {
        let fixture = try KernelFixture("6.1")
        let path = fixture.folder.url.appending(path: "\(fixture.modules)/modules.dep.bin")
        try FileManager.default.removeItem(at: path)
        try FileManager.default.createDirectory(at: path, withIntermediateDirectories: true)
        let modules = try modules(fixture)
        #expect(modules.problems.map(\.path) == ["/\(fixture.modules)/modules.dep.bin"])
        #expect(modules.state(of: "ip_set", symbol: "IP_SET").kind == .unknown)
        #expect(modules.state(of: "anything", symbol: "BPF_SYSCALL").kind == .builtIn)
    }

    @Test func `a configuration of 50 MB is refused, and the modules still answer`() throws {
        let fixture = try KernelFixture("6.1")
        try fixture.folder.write(
            Data(repeating: UInt8(ascii: "#"), count: 50 << 20), to: "boot/config-\(fixture.release)")
        let modules = try modules(fixture)
        #expect(modules.configuration == nil)
        #expect(modules.problems.first?.text.contains("larger than") == true)
        #expect(modules.state(of: "xt_set", symbol: "NETFILTER_XT_SET").kind == .loadable)
    }

    @Test func `a root without a kernel knows nothing, which is not no`() throws {
        let folder = try TemporaryFolder()
        let root = try RootDirectory(FilePath(folder.path))
        let modules = KernelModules(NodeKernel(in: root), in: root)
        #expect(modules.kernel.release == nil)
        #expect(modules.state(of: "xt_set", symbol: "NETFILTER_XT_SET").kind == .unknown)
    }

    @Test(arguments: ["modules.dep.bin", "modules.alias.bin", "modules.softdep"])
    func `a link out of the image leads to the same place inside`(name: String) throws {
        let fixture = try KernelFixture("6.1")
        let outside = try TemporaryFolder()
        let file = "\(fixture.modules)/\(name)"
        // The same path exists inside the image and outside of it.
        let contents = try? Data(contentsOf: fixture.folder.url.appending(path: file))
        try fixture.folder.write(contents ?? Data("# inside\n".utf8), to: "\(outside.path.dropFirst())/x")
        try outside.write("junk\n", to: "x")
        try? FileManager.default.removeItem(at: fixture.folder.url.appending(path: file))
        try fixture.folder.link(file, to: "\(outside.path)/x")
        let modules = try modules(fixture)
        #expect(modules.problems == [])
        #expect(modules.state(of: "ipt_set", symbol: nil).kind == .loadable)
    }

    @Test(arguments: ["modules.dep.bin", "modules.alias.bin", "modules.builtin.bin", "modules.builtin.alias.bin"])
    func `an index of 50 MB is not read, and nothing is said to be missing`(name: String) throws {
        let fixture = try KernelFixture("6.1")
        let whole = try fixture.bytes(name)
        try fixture.folder.write(
            Data(whole + [UInt8](repeating: 0, count: (50 << 20) - whole.count)), to: "\(fixture.modules)/\(name)")
        let modules = try modules(fixture)
        #expect(modules.problems.map(\.path) == ["/\(fixture.modules)/\(name)"])
        #expect(modules.problems.first?.text.contains("larger than") == true)
        #expect(modules.state(of: "xt_nothing", symbol: nil).kind == .unknown)
    }

    @Test(arguments: ["modules.dep.bin", "modules.alias.bin"])
    func `an empty index that depmod never leaves empty is damaged`(name: String) throws {
        let fixture = try KernelFixture("6.1")
        try fixture.folder.write("", to: "\(fixture.modules)/\(name)")
        let modules = try modules(fixture)
        #expect(modules.problems.map(\.text) == ["the index is damaged; run depmod to rebuild it"])
        #expect(modules.state(of: "xt_nothing", symbol: nil).kind == .unknown)
    }

    /// The root is whole, and so is what other names lead to.
    @Test func `an index that is damaged where an answer would be is unknown there, with the file`() throws {
        let fixture = try KernelFixture("6.1")
        let index = WrittenIndex([("ipt_a", 0, "xt_set"), ("ipt_b", 0, "xt_set")]).bytes(.parentsFirst)
        try fixture.folder.write(Data(index.dropLast(3)), to: "\(fixture.modules)/modules.alias.bin")
        let modules = try modules(fixture)
        #expect(modules.problems == [])
        #expect(modules.state(of: "ipt_a", symbol: nil).kind == .loadable)
        let state = modules.state(of: "ipt_b", symbol: nil)
        #expect(state.kind == .unknown)
        #expect(state.evidence.map(\.path) == ["/\(fixture.modules)/modules.alias.bin"])
        #expect(modules.state(of: "ipt_b", symbol: "NETFILTER_XT_SET").kind == .unknown)
    }

    @Test func `an alias of modprobe.d comes before the kernel's own names`() throws {
        let fixture = try KernelFixture("6.1")
        try fixture.folder.write(
            "alias xt_set ipip\nalias my-* xt-mark\nalias xt_mark nowhere\n", to: "etc/modprobe.d/a.conf")
        let modules = try modules(fixture)
        #expect(modules.state(of: "xt_set", symbol: nil).name == "ipip")
        #expect(modules.state(of: "my_mark", symbol: nil).name == "xt_mark")
        let dead = modules.state(of: "xt_mark", symbol: nil)
        #expect(dead.kind == .blocked(.off))
        #expect(dead.evidence.first?.line == 3)
        #expect(modules.state(of: "ipt_mark", symbol: nil).kind == .loadable)
    }

    @Test func `links of an image stay inside the image`() throws {
        let fixture = try KernelFixture("6.1")
        try FileManager.default.moveItem(
            at: fixture.folder.url.appending(path: "lib"), to: fixture.folder.url.appending(path: "elsewhere"))
        try fixture.folder.link("lib", to: "/elsewhere")
        #expect(try modules(fixture).state(of: "xt_set", symbol: nil).kind == .loadable)
    }
}
