import Checks
import Requirements
import TestSupport
import Testing

/// Which rows are asked where nobody says how pods' packets travel.
@Suite struct EncapsulationTests {
    /// The rows of conditions that are asked on a node with these interfaces.
    private func asked(_ interfaces: [String], profile: String = "calico-3.24") throws -> Set<String> {
        let folder = try TemporaryFolder()
        for name in interfaces { try folder.write("1\n", to: "sys/class/net/\(name)/ifindex") }
        let rows = try Profile(named: profile).requirements.filter { row in
            if case .interface = row.demand { false } else { row.condition != nil && row.condition != .ipv6 }
        }
        let skipped = try results(folder, profile: profile).filter {
            $0.status == .skipped && ($0.outcome.found.contains("--encapsulation"))
        }
        return Set(rows.filter { row in !skipped.contains { $0.id == row.id } }.compactMap { $0.condition?.rawValue })
    }

    private static let table: [(interfaces: String, conditions: Set<String>)] = [
        ("eth0", ["bgp", "ipip"]),
        ("eth0 tunl0 cali0", ["bgp", "ipip"]),
        ("eth0 vxlan.calico cali0", ["vxlan"]),
        ("eth0 vxlan-v6.calico", ["vxlan"]),
        ("eth0 tunl0 vxlan.calico", ["bgp", "ipip", "vxlan"]),
        ("eth0 tunl0 wireguard.cali", ["bgp", "ipip", "wireguard"]),
        ("eth0 wg-v6.cali vxlan.calico", ["vxlan", "wireguard"]),
        ("eth0 bpfin.cali bpfout.cali", ["bgp"]),
        ("eth0 vxlan.calic vxlan flannel.1 xvxlan.calico", ["bgp", "ipip"]),
    ]

    @Test(arguments: table)
    func `the node's own interfaces show what is in use`(interfaces: String, conditions: Set<String>) throws {
        #expect(try asked(interfaces.split(separator: " ").map(String.init)) == conditions)
    }

    @Test func `what the user says comes first`() throws {
        let folder = try TemporaryFolder()
        try folder.write("1\n", to: "sys/class/net/vxlan.calico/ifindex")
        var inputs = CheckInputs()
        inputs.encapsulations = ["ipip"]
        let rows = try results(folder, inputs)
        #expect(rows["port.vxlan"]?.status == .skipped)
        #expect(rows["kernel.feature.ipip"]?.outcome.found.contains("--encapsulation") == false)
    }
}
