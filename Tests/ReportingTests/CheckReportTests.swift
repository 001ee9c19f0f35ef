import Base
import Requirements
import Testing

@testable import Checks
@testable import Reporting

@Suite("A report of check")
struct CheckReportTests {
    @Test(arguments: [80, 120]) func `about 200 pods is as readable as one about two`(width: Int) {
        let layout = TextLayout(width: width)
        let two = GivenReport.devices(2).text(layout, GivenReport.run)
        let many = GivenReport.devices(200).text(layout, GivenReport.run)
        func lines(_ text: String) -> [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
        #expect(lines(many).count <= lines(two).count + 5, "\(many)")
        for line in lines(many) { #expect(line.count <= width, "\(line)") }
        #expect(many.contains("and 196 more; -v lists them"), "\(many)")
        let full = GivenReport.devices(200).text(TextLayout(width: width, detail: .verbose), GivenReport.run)
        for number in 0..<200 { #expect(full.contains("cali\(number): managed")) }
        #expect(GivenReport.devices(200).prometheus(GivenReport.run).contains("\nnmfence_managed_interfaces 200\n"))
    }

    @Test func `says once what several checks found for one reason, and nothing else together`() {
        func unfenced(_ name: String, _ reason: String, _ place: [Evidence] = []) -> (String, Outcome) {
            let outcome = Outcome.fail(found: "\(name)0 would be managed", evidence: place, remedy: "nmfence fix")
            return ("nm.unmanaged.\(name)", outcome.claiming("would be managed: \(reason)", of: "\(name)*"))
        }
        let place = Evidence(path: "/etc/x", line: 2, text: "unmanaged-devices=none")
        let report = GivenReport.report([
            unfenced("cali", "no list"), unfenced("tunl", "no list"), unfenced("vxlan", "a list", [place]),
            ("nm.devices", .fail(found: "cali0 is managed", remedy: "nmfence fix")),
        ])
        let text = report.text(TextLayout(), GivenReport.run)
        #expect(text.contains("FAIL  nm.unmanaged.cali, nm.unmanaged.tunl\n    cali*, tunl* would be managed: no"))
        #expect(text.contains("FAIL  nm.unmanaged.vxlan\n    vxlan0 would be managed\n"))
        #expect(text.contains("FAIL  nm.devices\n    cali0 is managed\n    needs  the title of"))
        #expect(text.split(separator: "FAIL").count == 5, "three findings, and the counts of the area")
    }

    @Test func `puts what differs in one word into one sentence, whatever stands behind it`() {
        let names = ["ipip", "xt_set", "veth"]
        let report = GivenReport.report(
            names.map {
                ("kernel.feature.\($0)", .fail(found: "kernel 6.1 was built without \($0): CONFIG", remedy: "rebuild"))
            })
        #expect(report.text(TextLayout(), GivenReport.run).contains("built without ipip, xt_set, veth: CONFIG\n"))
    }

    @Test func `ends with the worst first, and the summary last`() throws {
        let report = GivenReport.report([
            ("a.pass", .pass(found: "yes")), ("b.open", .undetermined(because: "unreadable")),
            ("c.fail", .fail(found: "no")), ("d.skipped", .skipped(because: "not used")),
        ])
        let text = report.text(TextLayout(), GivenReport.run)
        let fail = try #require(text.firstRange(of: "FAIL  c"))
        let open = try #require(text.firstRange(of: "UNDETERMINED  b"))
        #expect(fail.lowerBound < open.lowerBound)
        #expect(text.hasPrefix("calico-3.16 on node7\nNetworkManager 1.42.4 is running (verified live)\n"))
        #expect(
            text.hasSuffix(
                "\ncalico-3.16: NOT conforming (1 failed, 1 undetermined, 1 passed, 1 skipped; -v lists the rest)\n"))
        #expect(!text.contains("a.pass") && !text.contains("d.skipped"))
        let verbose = report.text(TextLayout(detail: .verbose), GivenReport.run)
        #expect(verbose.contains("a.pass") && verbose.contains("d.skipped  not used"))
        let all = report.text(TextLayout(detail: .all), GivenReport.run)
        #expect(all.contains("expected  all is well") && all.contains("from   a document"))
    }

    @Test func `in one line has 80 characters at most, and every id where they fit`() {
        let report = GivenReport.report((0..<40).map { ("kernel.feature.number-\($0)", .fail(found: "no")) })
        let line = report.line(atMost: 80)
        #expect(line.count <= 81 && line.hasPrefix("nmfence: 40 failed: kernel.feature.number-0"), "\(line)")
        #expect(line.hasSuffix(" +38\n"), "\(line)")
        #expect(report.line(atMost: nil).contains("number-39\n"))
        for length in 30...120 { #expect(report.line(atMost: length).count <= length + 1, "\(length)") }
        let well = GivenReport.report([("a.b", .pass(found: "x"))])
        #expect(well.line(atMost: 80) == "nmfence: ok: calico-3.16, 1 passed\n")
        #expect(GivenReport.report([]).line(atMost: 80) == "nmfence: undetermined: nothing was checked\n")
        let warned = GivenReport.report([("a.b", .fail(found: "x"))], severity: .recommended)
        #expect(warned.line(atMost: 80) == "nmfence: ok: 1 warning: a.b\n")
        #expect(!GivenReport.report([("a.b|c", .fail(found: "x"))]).line(atMost: 80).contains("|"))
    }

    @Test func `as metrics counts everything, and names what is not well`() {
        let report = GivenReport.report([
            ("a.pass", .pass(found: "yes")), ("b.\"x\\y\n", .undetermined(because: "unreadable")),
        ])
        let text = report.prometheus(GivenReport.run)
        #expect(text.contains("nmfence_checks{status=\"pass\"} 1\n") && !text.contains("a.pass"))
        #expect(text.contains(#"nmfence_check_status{id="b.\"x\\y\n",severity="required",status="undetermined"} 1"#))
        #expect(text.contains("nmfence_node_status{status=\"undetermined\"} 1\n") && !text.contains("-1"))
        #expect(text.contains("nmfence_run_duration_seconds 1.000\n") && !text.contains("nmfence_managed_interfaces"))
        #expect(text.contains("nmfence_info{version=\"1\",profile=\"calico-3.16\",root=\"/\"} 1\n"))
        #expect(report.prometheus(GivenReport.run, showsAll: true).contains("a.pass"))
    }
}
