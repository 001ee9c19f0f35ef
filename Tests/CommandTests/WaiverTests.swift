import Foundation
import TestSupport
import Testing

/// What an administrator waives is shown with his reason and does not count; what has expired counts again.
@Suite struct `A waiver` {
    private static let formats = ["text", "json", "junit", "tap", "prometheus"]
    private static let reason = "ticket <4711> & \"others\""

    private func image(_ text: String) throws -> Image {
        let image = try Image()
        try image.folder.write(text, to: "etc/nmfence/nmfence.conf")
        return image
    }

    private func waiver(_ more: String = "", checks: String = "nm.unmanaged.*") -> String {
        "[waiver legacy]\nchecks=\(checks)\nreason=\(Self.reason)\n\(more)\n"
    }

    @Test func `takes findings out of the verdict, and says why in every format`() throws {
        #expect(try Image().nmfence("check", "--only", "nm.*").status == 1)
        let image = try image(waiver("expires=9999-12-31"))
        for format in Self.formats {
            let run = try image.nmfence("check", "--only", "nm.*", "-o", format)
            #expect(run.status == 0, "\(format): \(run.output)\(run.errors)")
            #expect(run.output.contains("4711"), "\(format): \(run.output)")
            #expect(run.output.contains("waived") && run.output.contains("9999-12-31"), "\(format): \(run.output)")
        }
        let json = try image.nmfence("check", "--only", "nm.*", "-o", "json")
        #expect(try Schema.objections(to: json.output, "check") == "")
        let checks = try #require(try Schema.object(json.output)["checks"] as? [[String: Any]])
        let waived = checks.filter { $0["status"] as? String == "waived" }
        #expect(!waived.isEmpty)
        for check in waived {
            let waiver = try #require(check["waiver"] as? [String: Any])
            #expect(waiver["status"] as? String == "fail" && waiver["reason"] as? String == Self.reason)
        }
        let summary = try #require(try Schema.object(json.output)["summary"] as? [String: Int])
        #expect(summary["waived"] == waived.count && summary["fail"] == 0)
        let junit = try image.nmfence("check", "--only", "nm.*", "-o", "junit")
        #expect(junit.output.contains("skipped=\"\(waived.count + (summary["skipped"] ?? 0))\""), "\(junit.output)")
        let read = try Run(
            Python.program, ["-c", "import sys, xml.etree.ElementTree as t; t.fromstring(sys.stdin.read())"],
            input: junit.output)
        #expect(read.status == 0, "\(read.errors)")
        let tap = try image.nmfence("check", "--only", "nm.*", "-o", "tap").output
        #expect(tap.contains("not ok") && tap.contains("# TODO waived"), "\(tap)")
    }

    @Test func `that has expired has no effect, and every format says so`() throws {
        let image = try image(waiver("expires=2020-02-29"))
        for format in Self.formats {
            let run = try image.nmfence("check", "--only", "nm.*", "-o", format)
            #expect(run.status == 1, "\(format)")
            #expect(run.output.contains("expired") && run.output.contains("2020-02-29"), "\(format): \(run.output)")
        }
    }

    @Test func `for no check of the profile is named, and one that is not needed is not`() throws {
        let image = try image(waiver(checks: "nm.unmanaged.*;kernel.featur.*"))
        for format in Self.formats {
            let run = try image.nmfence("check", "-o", format)
            #expect(run.output.contains("kernel.featur.*"), "\(format): \(run.output)")
        }
        let quiet = try self.image(waiver(checks: "node.architecture")).nmfence("check", "--only", "nm.*")
        #expect(!quiet.output.contains("legacy"), "\(quiet.output)")
    }

    @Test func `by the old name of a check counts as well`() throws {
        let named = try image(waiver(checks: "nm.unmanaged.cali*"))
        #expect(try named.nmfence("check", "--only", "nm.unmanaged.cali*").status == 0)
    }

    @Test func `of the weight makes a failure a warning, or a warning count`() throws {
        let lighter = try image(
            "[severity soft]\nchecks=nm.unmanaged.*\nseverity=recommended\nreason=\(Self.reason)\n")
        for format in Self.formats {
            let run = try lighter.nmfence("check", "--only", "nm.unmanaged.*", "-o", format)
            #expect(run.status == 0, "\(format): \(run.output)")
            #expect(run.output.contains("recommended") || format == "junit", "\(format): \(run.output)")
            #expect(run.output.contains("4711"), "\(format): \(run.output)")
        }
        #expect(try lighter.nmfence("check", "--only", "nm.unmanaged.*", "--fail-on", "warning").status == 1)
        let json = try lighter.nmfence("check", "--only", "nm.*", "-o", "json")
        #expect(try Schema.objections(to: json.output, "check") == "", "\(json.output)")
        let checks = try #require(try Schema.object(json.output)["checks"] as? [[String: Any]])
        let overrides = checks.compactMap { $0["severityOverride"] as? [String: Any] }
        #expect(!overrides.isEmpty && overrides.allSatisfy { $0["severity"] as? String == "required" })
        let late = try image(
            "[severity soft]\nchecks=nm.unmanaged.*\nseverity=recommended\nreason=x\nexpires=2020-01-01\n")
        #expect(try late.nmfence("check", "--only", "nm.unmanaged.*").status == 1)
    }

    @Test func `holds to the end of its last day, in UTC`() throws {
        let today = String(Date.now.formatted(.iso8601).prefix(10))
        #expect(try image(waiver("expires=\(today)")).nmfence("check", "--only", "nm.*").status == 0)
    }

    @Test func `is listed with what it says and where`() throws {
        let image = try image(waiver("expires=2030-01-31"))
        let run = try image.nmfence("list", "settings")
        #expect(run.output.contains("waiver legacy  nm.unmanaged.*: waived until 2030-01-31: ticket"), "\(run.output)")
        #expect(run.output.contains("nmfence.conf:1]"))
    }
}
