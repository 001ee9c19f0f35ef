import SystemPackage
import TestSupport
import Testing

@testable import Node

/// What libkmod says that it would load; nothing is loaded here. The modules are ones that the machine of the tests need not have.
@Suite struct ModuleLoaderTests {
    private let fixture: KernelFixture
    private let folder: FilePath

    init() throws {
        fixture = try KernelFixture("6.1")
        folder = FilePath(fixture.folder.path).appending(fixture.modules)
        try fixture.folder.makeFolder("etc/modprobe.d")
    }

    private func forecast(_ name: String) throws -> [String] {
        let configuration = FilePath(fixture.folder.path).appending("etc/modprobe.d")
        return try ModuleLoader(folder: folder, configuration: configuration).forecast(of: name)
            // Those that are in every machine's kernel.
            .filter { !["x_tables", "ip_tables", "tunnel4", "ip_tunnel", "nf_conntrack"].contains($0) }
    }

    @Test func `a module comes with what it needs, which comes first`() throws {
        #expect(try forecast("ipip") == ["ipip"])
        #expect(try forecast("xt_ipvs").last == "xt_ipvs")
        #expect(try forecast("xt_ipvs").contains("ip_vs"))
    }

    @Test func `a module comes with what softdeps wish for, of itself and of what it needs`() throws {
        try fixture.folder.write(
            "softdep xt_ipvs pre: sctp post: xt_u32\nsoftdep ip_vs post: ipip\n", to: "etc/modprobe.d/a.conf")
        let wanted = ["ip_vs", "ipip", "sctp", "xt_ipvs", "xt_u32"]
        #expect(try forecast("xt_ipvs").filter(wanted.contains) == wanted)
    }

    @Test func `what is blacklisted brings nothing, and what is not there is an error`() throws {
        try fixture.folder.write("blacklist ipip\n", to: "etc/modprobe.d/a.conf")
        #expect(try forecast("ipip") == [])
        #expect(throws: ModuleLoader.Failure(.load, "nothing", .noSuchFileOrDirectory)) { try forecast("nothing") }
    }
}
