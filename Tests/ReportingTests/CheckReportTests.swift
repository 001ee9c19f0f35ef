import Base
import Fence
import Requirements
import Testing

@testable import Checks
@testable import Reporting

@Suite("A report of check")
struct CheckReportTests {
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

    private static let run = RunDescription(
        version: "1", command: "check", host: "node7", time: "2026-01-01T00:00:00Z", seconds: 1, duration: .seconds(1),
        root: "/")

    private static func report(_ outcomes: [(String, Outcome)], severity: Severity = .required) -> CheckReport {
        CheckReport(
            profile: "calico-3.16", profileReason: nil, verification: .live,
            networkManager: "NetworkManager 1.42.4 is running",
            results: outcomes.map { CheckResult(Given(id: $0, severity: severity), $1) })
    }

    private static func devices(_ count: Int) -> CheckReport {
        let names = (0..<count).map { "cali\($0)" }
        let outcome = Outcome.fail(
            found: "NetworkManager manages \(names.joined(separator: ", "))",
            evidence: names.map { Evidence(path: "D-Bus /Devices/\($0)", text: "\($0): managed") },
            remedy: "nmfence fix")
        return report([("nm.devices", outcome.counting(count)), ("kernel.feature.ip-set", .pass(found: "it is there"))])
    }

    @Test(arguments: [80, 120]) func `about 200 pods is as readable as one about two`(width: Int) {
        let layout = TextLayout(width: width)
        let (two, many) = (Self.devices(2).text(layout, Self.run), Self.devices(200).text(layout, Self.run))
        func lines(_ text: String) -> [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
        #expect(lines(many).count <= lines(two).count + 5, "\(many)")
        for line in lines(many) { #expect(line.count <= width, "\(line)") }
        #expect(many.contains("and 196 more; -v lists them"), "\(many)")
        let full = Self.devices(200).text(TextLayout(width: width, detail: .verbose), Self.run)
        for number in 0..<200 { #expect(full.contains("cali\(number): managed")) }
        #expect(Self.devices(200).prometheus(Self.run).contains("\nnmfence_managed_interfaces 200\n"))
    }

    @Test func `says once what several checks found for one reason, and nothing else together`() {
        func unfenced(_ name: String, _ reason: String, _ place: [Evidence] = []) -> (String, Outcome) {
            let outcome = Outcome.fail(found: "\(name)0 would be managed", evidence: place, remedy: "nmfence fix")
            return ("nm.unmanaged.\(name)", outcome.claiming("would be managed: \(reason)", of: "\(name)*"))
        }
        let place = Evidence(path: "/etc/x", line: 2, text: "unmanaged-devices=none")
        let report = Self.report([
            unfenced("cali", "no list"), unfenced("tunl", "no list"), unfenced("vxlan", "a list", [place]),
            ("nm.devices", .fail(found: "cali0 is managed", remedy: "nmfence fix")),
        ])
        let text = report.text(TextLayout(), Self.run)
        #expect(text.contains("FAIL  nm.unmanaged.cali, nm.unmanaged.tunl\n    cali*, tunl* would be managed: no"))
        #expect(text.contains("FAIL  nm.unmanaged.vxlan  the title of"))
        #expect(text.contains("FAIL  nm.devices  the title of"))
        #expect(text.split(separator: "FAIL").count == 5, "three findings, and the counts of the area")
    }

    @Test func `puts what differs in one word into one sentence, whatever stands behind it`() {
        let names = ["ipip", "xt_set", "veth"]
        let report = Self.report(
            names.map {
                ("kernel.feature.\($0)", .fail(found: "kernel 6.1 was built without \($0): CONFIG", remedy: "rebuild"))
            })
        #expect(report.text(TextLayout(), Self.run).contains("built without ipip, xt_set, veth: CONFIG\n"))
    }

    @Test func `ends with the worst first, and the summary last`() throws {
        let report = Self.report([
            ("a.pass", .pass(found: "yes")), ("b.open", .undetermined(because: "unreadable")),
            ("c.fail", .fail(found: "no")), ("d.skipped", .skipped(because: "not used")),
        ])
        let text = report.text(TextLayout(), Self.run)
        let fail = try #require(text.firstRange(of: "FAIL  c"))
        let open = try #require(text.firstRange(of: "UNDETERMINED  b"))
        #expect(fail.lowerBound < open.lowerBound)
        #expect(text.hasPrefix("calico-3.16 on node7\nNetworkManager 1.42.4 is running (verified live)\n"))
        #expect(
            text.hasSuffix(
                "\ncalico-3.16: NOT conforming (1 failed, 1 undetermined, 1 passed, 1 skipped; -v lists the rest)\n"))
        #expect(!text.contains("a.pass") && !text.contains("d.skipped"))
        let verbose = report.text(TextLayout(detail: .verbose), Self.run)
        #expect(verbose.contains("a.pass") && verbose.contains("d.skipped  not used"))
        let all = report.text(TextLayout(detail: .all), Self.run)
        #expect(all.contains("expected  all is well") && all.contains("from   a document"))
    }

    @Test func `in one line has 80 characters at most, and every id where they fit`() {
        let report = Self.report((0..<40).map { ("kernel.feature.number-\($0)", .fail(found: "no")) })
        let line = report.line(atMost: 80)
        #expect(line.count <= 81 && line.hasPrefix("nmfence: 40 failed: kernel.feature.number-0"), "\(line)")
        #expect(line.hasSuffix(" +38\n"), "\(line)")
        #expect(report.line(atMost: nil).contains("number-39\n"))
        for length in 30...120 { #expect(report.line(atMost: length).count <= length + 1, "\(length)") }
        #expect(Self.report([("a.b", .pass(found: "x"))]).line(atMost: 80) == "nmfence: ok: calico-3.16, 1 passed\n")
        #expect(Self.report([]).line(atMost: 80) == "nmfence: undetermined: nothing was checked\n")
        let warned = Self.report([("a.b", .fail(found: "x"))], severity: .recommended)
        #expect(warned.line(atMost: 80) == "nmfence: ok: 1 warning: a.b\n")
        #expect(!Self.report([("a.b|c", .fail(found: "x"))]).line(atMost: 80).contains("|"))
    }

    @Test func `as metrics counts everything, and names what is not well`() {
        let report = Self.report([
            ("a.pass", .pass(found: "yes")), ("b.\"x\\y\n", .undetermined(because: "unreadable")),
        ])
        let text = report.prometheus(Self.run)
        #expect(text.contains("nmfence_checks{status=\"pass\"} 1\n") && !text.contains("a.pass"))
        #expect(text.contains(#"nmfence_check_status{id="b.\"x\\y\n",severity="required",status="undetermined"} 1"#))
        #expect(text.contains("nmfence_node_status{status=\"undetermined\"} 1\n") && !text.contains("-1"))
        #expect(text.contains("nmfence_run_duration_seconds 1.000\n") && !text.contains("nmfence_managed_interfaces"))
        #expect(text.contains("nmfence_info{version=\"1\",profile=\"calico-3.16\",root=\"/\"} 1\n"))
        #expect(report.prometheus(Self.run, showsAll: true).contains("a.pass"))
    }
}
