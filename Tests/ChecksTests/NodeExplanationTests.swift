import Base
import Checks
import Fence
import Foundation
import NetworkManagerConfiguration
import Node
import Requirements
import SystemPackage
import TestSupport
import Testing

/// One row of what users hit: something broken on a healthy node, and the check that must be named first.
struct BrokenNode: Sendable, CustomStringConvertible {
    /// The number in the list of reports, and the report.
    let row: Int
    let report: String
    /// The check that names the cause; nil where no node shows it, and then why.
    let check: String?
    var unseen = ""
    var profile = "calico-3.29"
    var encapsulations: [String]?
    var patterns: [String] = []
    var system = "Debian 12"
    var damage: @Sendable (NodeFixture) throws -> Void = { _ in }

    var description: String { "\(row): \(report)" }
}

/// Which of the faults that users reported the explanation of a node names.
@Suite struct `The explanation of a node` {
    private func explanation(_ node: BrokenNode) throws -> NodeExplanation {
        let system = try #require(NodeFixture.systems.first { $0.name == node.system })
        let fixture = try NodeFixture(system, isRunning: true)
        try node.damage(fixture)
        return NodeExplanation(try report(fixture, node))
    }

    private func report(_ fixture: NodeFixture, _ node: BrokenNode) throws -> CheckReport {
        var inputs = CheckInputs()
        inputs.encapsulations = node.encapsulations
        inputs.patterns = try node.patterns.map { try InterfacePattern($0) }
        let profile = try Profile(named: node.profile, checks: CheckTable.ids)
        let context = CheckContext(offline(try RootDirectory(FilePath(fixture.folder.path))), inputs)
        let patterns = try ProfileOutline(named: [node.profile]).patterns + inputs.patterns
        let checks =
            NetworkManagerChecks.all(patterns: patterns, reference: "")
            // Files do not tell of the kernel's links.
            + profile.nodeChecks(inputs: inputs).filter { $0.id != "calico.links" }
        return CheckReport(profile: node.profile, checks: checks, in: context)
    }

    @Test(arguments: BrokenNode.all) func `names the cause first`(node: BrokenNode) throws {
        guard let check = node.check else {
            #expect(!node.unseen.isEmpty, "no reason why it is not seen")
            return
        }
        let explanation = try explanation(node)
        if check.isEmpty {
            #expect(explanation.findings.isEmpty, "\(explanation.findings.map(\.result.id))")
            #expect(explanation.certainty == .none && explanation.command == nil)
            return
        }
        let first = try #require(explanation.first)
        #expect(first.results.contains { $0.id == check }, "\(first.results.map(\.id)): \(first.result.outcome.found)")
        #expect(explanation.command?.isEmpty == false)
        // Where no line of any file is about an interface, there is none to show.
        #expect(!first.result.outcome.evidence.isEmpty || check.hasPrefix("nm.unmanaged."), "no evidence")
    }

    @Test func `names at least 28 of 35, and says why it names no more`() {
        let all = BrokenNode.all + BrokenNode.elsewhere
        #expect(Set(all.map(\.row)) == Set(1...35), "\(Set(1...35).subtracting(all.map(\.row)))")
        let named = Set(all.filter { $0.check != nil }.map(\.row))
        #expect(named.count >= 28, "\(named.count) of 35: not \(Set(1...35).subtracting(named).sorted())")
        // What a check is called in the table is what it is called in the program.
        for check in Set(all.compactMap(\.check)) where check.hasPrefix("managers.") {
            #expect(CheckTable.ids.contains(check), "\(check)")
        }
    }

    @Test func `puts what is broken already before what may break, and repairs it`() throws {
        let rows = [
            ("nm.unmanaged.cali", "nmfence fix"), ("firewall.forward", "nft x"),
            ("calico.links", "nmfence fix --restore-links"),
        ]
        let results = rows.map { id, remedy in
            CheckResult(Stub(id: id, severity: .required), .fail(found: "\(id) is wrong", remedy: remedy))
        }
        let report = CheckReport(
            profile: "x", profileReason: nil, verification: .none(because: "", presence: .assumed),
            networkManager: nil, results: results)
        let explanation = NodeExplanation(report)
        #expect(
            explanation.findings.map(\.result.id) == ["nm.unmanaged.cali", "calico.links", "firewall.forward"])
        #expect(explanation.command == "nmfence fix --restore-links")
        #expect(explanation.certainty == .likely)
    }

    @Test func `puts failures before warnings before what has no result`() throws {
        let results = [
            CheckResult(Stub(id: "nm.config.overridden", severity: .recommended), .fail(found: "a")),
            CheckResult(Stub(id: "nm.devices", severity: .required), .undetermined(because: "b")),
            CheckResult(Stub(id: "port.bgp", severity: .required), .fail(found: "c")),
            CheckResult(Stub(id: "kernel.feature.sctp", severity: .informational), .undetermined(because: "d")),
            CheckResult(Stub(id: "firewall.rules", severity: .required), .pass(found: "e")),
            CheckResult(Stub(id: "new.check", severity: .required), .undetermined(because: "f")),
        ]
        let report = CheckReport(
            profile: "x", profileReason: nil, verification: .none(because: "", presence: .assumed),
            networkManager: nil, results: results)
        let explanation = NodeExplanation(report)
        #expect(explanation.findings.map(\.result.id) == ["port.bgp", "nm.config.overridden", "new.check"])
        #expect(explanation.command == "nmfence explain port.bgp")
        #expect(explanation.cleared.map(\.topic) == ["firewall"])
    }

    /// The fence is whole, and one file replaces what another said of something else: a warning, and nobody is cut off.
    @Test func `does not blame NetworkManager for a list that is replaced, where Calico's interfaces are unmanaged`() {
        let overridden = CheckResult(
            Stub(id: "nm.config.overridden", severity: .recommended), .fail(found: "a list is replaced", remedy: "x"))
        func explained(_ others: CheckResult...) -> NodeExplanation {
            NodeExplanation(
                CheckReport(
                    profile: "x", profileReason: nil, verification: .none(because: "", presence: .assumed),
                    networkManager: nil, results: [overridden] + others))
        }
        let fenced = explained(CheckResult(Stub(id: "nm.unmanaged.cali", severity: .required), .pass(found: "e")))
        #expect(fenced.findings.isEmpty && fenced.certainty == .none && fenced.command == nil)
        #expect(fenced.cleared.map(\.topic) == ["NetworkManager"])
        // Beside a name that is managed it is the reason.
        let bare = explained(CheckResult(Stub(id: "nm.unmanaged.cali", severity: .required), .fail(found: "b")))
        #expect(bare.findings.map { $0.results.map(\.id) } == [["nm.unmanaged.cali", "nm.config.overridden"]])
        // And a fault of another kind is named alone.
        let other = explained(
            CheckResult(Stub(id: "nm.unmanaged.cali", severity: .required), .pass(found: "e")),
            CheckResult(Stub(id: "firewall.other", severity: .recommended), .fail(found: "c")))
        #expect(other.findings.map(\.result.id) == ["firewall.other"])
    }

    private struct Stub: Check {
        let id: String
        let severity: Severity
        var title: String { id }
        var expected: String { "" }
        var reference: String { "" }
        var explanation: Explanation { Explanation(meaning: "", decision: "", remedy: "") }
        func evaluate(in context: CheckContext) -> Outcome { .pass(found: "") }
    }
}
