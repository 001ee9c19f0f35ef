import Base
import Fence
import Requirements

@testable import Checks
@testable import Reporting

/// Reports whose outcomes are given.
enum GivenReport {
    /// A check that never looks: its outcome is given.
    private struct Given: Check {
        let id: String
        var severity = Severity.required
        var title: String { "the title of \(id)" }
        var expected: String { "all is well" }
        var reference: String { "a document" }
        var explanation: Explanation { Explanation(meaning: "Pods need it.", decision: "It is not.", remedy: "None.") }
        func evaluate(in context: CheckContext) -> Outcome { .pass(found: "nothing") }
    }

    static let run = RunDescription(
        version: "1", command: "check", host: "node7", time: "2026-01-01T00:00:00Z", seconds: 1, duration: .seconds(1),
        root: "/")

    static func report(_ outcomes: [(String, Outcome)], severity: Severity = .required) -> CheckReport {
        CheckReport(
            profile: "calico-3.16", profileReason: nil, verification: .live,
            networkManager: "NetworkManager 1.42.4 is running",
            results: outcomes.map { CheckResult(Given(id: $0, severity: severity), $1) })
    }

    static func devices(_ count: Int) -> CheckReport {
        let names = (0..<count).map { "cali\($0)" }
        let outcome = Outcome.fail(
            found: "NetworkManager manages \(names.joined(separator: ", "))",
            evidence: names.map { Evidence(path: "D-Bus /Devices/\($0)", text: "\($0): managed") },
            remedy: "nmfence fix")
        return report([("nm.devices", outcome.counting(count)), ("kernel.feature.ip-set", .pass(found: "it is there"))])
    }
}
