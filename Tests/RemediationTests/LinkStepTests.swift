import Base
import Fence
import Testing

@testable import Remediation

@Suite struct LinkStepTests {
    private final class Looks {
        var waits: [Bool] = []
    }

    /// A step whose looks find nothing, and note whether they would wait for a route that may come.
    private func step(_ looks: Looks) -> LinkStep {
        LinkStep(restores: false, by: Deadline(after: .seconds(30))) { waits in
            looks.waits.append(waits)
            return .notRunning("no node")
        }
    }

    private func report(_ status: ChangeReport.Status) -> ChangeReport {
        let plan = Plan(
            purpose: .fix, changes: [], patterns: [], modules: [], dryRun: [], releases: [], reloads: false,
            inputs: PlanInputs(), remarks: [])
        return ChangeReport(plan: plan, status: status)
    }

    @Test func `of all looks at the links only the last waits for a pod that comes or goes`() {
        let looks = Looks()
        let step = step(looks)
        #expect(step.takenDown().isEmpty)
        var report = report(.applied)
        step.finish(&report, isFenced: true)
        #expect(looks.waits == [false, false, true])
    }

    @Test func `where nothing is changed the links are looked at once`() {
        let looks = Looks()
        let step = step(looks)
        var report = report(.unchanged)
        step.finish(&report, isFenced: true)
        #expect(looks.waits == [false])
    }
}
