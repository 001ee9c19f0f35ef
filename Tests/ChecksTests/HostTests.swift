import Base
import Checks
import Foundation
import Glibc
import Node
import Requirements
import SystemPackage
import TestSupport
import Testing

/// The rows over the machine that runs the tests, whatever kernel it has.
@Suite struct HostTests {
    private func rows(_ inputs: CheckInputs) throws -> [CheckResult] {
        let context = CheckContext(offline(try RootDirectory("/")), inputs)
        return try Profile(named: "calico-3.16").nodeChecks(inputs: inputs).map {
            CheckResult($0, $0.evaluate(in: context))
        }
    }

    @Test func `what the running kernel's own configuration says built in or off is said of it`() throws {
        var inputs = CheckInputs()
        inputs.encapsulations = ["ipip", "vxlan"]
        let unpacked = try Run("zcat", ["/proc/config.gz"])
        let configuration = Set(unpacked.output.split(separator: "\n").map(String.init))
        let rows = try rows(inputs)
        for (id, symbol) in [
            ("ip-set", "IP_SET"), ("xt-set", "NETFILTER_XT_SET"), ("ipip", "NET_IPIP"), ("vxlan", "VXLAN"),
            ("veth", "VETH"),
            ("xt-mark", "NETFILTER_XT_MARK"),
        ] {
            let row = try #require(rows["kernel.feature.\(id)"])
            #expect(!row.outcome.evidence.isEmpty || row.status == .undetermined, "\(id) has no evidence")
            if configuration.contains("CONFIG_\(symbol)=y") {
                #expect(row.status == .pass, "\(id): \(row.outcome.found)")
            }
            if !configuration.isEmpty, !configuration.contains(where: { $0.hasPrefix("CONFIG_\(symbol)=") }) {
                #expect(row.status == .fail, "\(id): \(row.outcome.found)")
            }
        }
        #expect(rows["node.kernel.version"]?.status == .pass)
    }

    @Test func `a server that accepts and says nothing is reached, and a silent port is a failure`() throws {
        let server = try MuteServer()
        var inputs = CheckInputs()
        inputs.apiServer = "https://127.0.0.1:\(server.port)"
        inputs.peers = ["127.0.0.1"]
        let rows = try rows(inputs)
        #expect(rows["datastore.apiserver"]?.status == .pass)
        #expect(rows["datastore.apiserver"]?.outcome.evidence.count == 2)
        // Nobody's firewall drops what a machine sends to itself: something came back.
        #expect(rows["port.bgp"]?.status != .fail, "\(rows["port.bgp"]?.outcome.found ?? "no row")")
        server.close()
        var closed = inputs
        closed.apiServer = "127.0.0.1:\(server.port)"
        #expect(try self.rows(closed)["datastore.apiserver"]?.status == .fail)
    }
}
