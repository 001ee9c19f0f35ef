import Foundation
import TestSupport
import Testing

/// One namespace of IDs: without globs in them, old ones understood, and what is none is refused.
@Suite struct `The names of checks` {
    private func explain(_ words: String...) throws -> Run { try Tool.run(["explain", "--offline"] + words) }

    @Test func `have no glob in them, and old ones are aliases`() throws {
        let image = try Image()
        let run = try image.nmfence("check", "-o", "json", "--only", "nm.*", "--pattern", "cali", "--pattern", "x?y*")
        let checks = try Schema.object(run.output)["checks"] as? [[String: Any]] ?? []
        let ids = checks.compactMap { $0["id"] as? String }
        #expect(Set(ids).count == ids.count && ids.contains("nm.unmanaged.cali"), "\(ids)")
        #expect(ids.contains("nm.unmanaged.cali-2") && ids.contains("nm.unmanaged.xy"), "\(ids)")
        #expect(ids.allSatisfy { id in !id.contains { "*?[]".contains($0) } }, "\(ids)")
        for name in ["nm.unmanaged.cali", "nm.unmanaged.cali*", "nm.unmanaged.tunl*"] {
            #expect(try image.nmfence("check", "--only", name).status == 1, "\(name)")
            #expect(try explain(name).output.hasPrefix("nm.unmanaged."), "\(name)")
        }
    }

    @Test(arguments: [
        ("node.kernel.versoin", "did you mean 'node.kernel.version'?"), ("nm.devcies", "did you mean 'nm.devices'?"),
        ("interface.cali", "nm.unmanaged.cali"), ("interface.bpf-in", "--profile calico-3.24"),
        ("", "valid interface name"),
        ("a b/c", "valid interface name"), ("abcdefghijklmnopqrstuvwxyzabcde", "valid interface name"),
        ("..", "valid interface name"),
        ("a:b", "valid interface name"), ("port.bpg", "did you mean 'port.bgp'?"),
    ])
    func `that are none are refused, with what was meant`(name: String, words: String) throws {
        let run = try explain(name)
        #expect(run.status == 64 && run.errors.contains(words), "'\(name)': \(run.output)\(run.errors)")
    }

    @Test(arguments: ["vxlan.calico", "vxlan-v6.calico", "wireguard.cali", "eth0.100", "cali1a2b3c", "bond0.4094"])
    func `are not what interfaces are called`(name: String) throws {
        #expect(try explain(name).output.hasPrefix("\(name): "))
    }

    @Test func `may be asked for by a glob`() throws {
        let run = try explain("nm.config.*", "firewall.*")
        #expect(run.status == 0 && run.output.contains("nm.config.syntax:") && run.output.contains("firewall.rules:"))
    }
}
