import Base
public import Checks
import Fence
import Requirements

extension CheckReport {
    /// The report as JUnit XML: a finding is a failure, what could not be found out an error.
    ///
    /// It is valid by both schemas that are in use, that of Ant's tasks and that of Jenkins' xunit plugin.
    public func junit(_ run: RunDescription) -> String {
        let errors = results.count { $0.isRequiredAndUndetermined }
        // A time without a zone: Ant's schema allows none.
        let time = run.time.hasSuffix("Z") ? String(run.time.dropLast()) : run.time
        var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"
        text += "  <testsuite id=\"0\" package=\"nmfence\" name=\"nmfence \(profile.xml)\""
        let host = run.host.isEmpty ? "localhost" : run.host
        text += " hostname=\"\(host.xml)\" timestamp=\"\(time.xml)\" tests=\"\(results.count)\""
        text += " failures=\"\(count(.fail))\" errors=\"\(errors)\" skipped=\"\(count(.skipped) + count(.waived))\""
        text += " time=\"\(run.elapsed)\">\n"
        text += "    <properties>\n"
        for (name, value) in [("verification", verification.method.rawValue), ("reason", verification.reason ?? "")] {
            text += "      <property name=\"\(name)\" value=\"\(value.xml)\"/>\n"
        }
        text += "    </properties>\n"
        for result in results { text += result.junit }
        let remarks = results.compactMap(\.remark) + waivers.compactMap(\.remark).map { "\($0)\n" }
        text += remarks.isEmpty ? "    <system-out/>\n" : "    <system-out>\(remarks.joined().xml)</system-out>\n"
        return text + "    <system-err/>\n  </testsuite>\n</testsuites>\n"
    }
}

extension CheckResult {
    fileprivate var junit: String {
        let open = "    <testcase classname=\"\(group.xml)\" name=\"\(id.xml)\" time=\"0\""
        let message = "message=\"\(outcome.found.xml)\" type=\"\(severity.rawValue)\""
        let body =
            if isRequiredAndUndetermined {
                "      <error \(message)>\(details.xml)</error>\n"
            } else {
                switch status {
                case .pass, .warning, .undetermined: ""
                case .waived: "      <skipped>\((waiver?.summary ?? "").xml)&#10;\(details.xml)</skipped>\n"
                case .skipped: "      <skipped>\(outcome.found.xml)</skipped>\n"
                case .fail: "      <failure \(message)>\(details.xml)</failure>\n"
                }
            }
        return body.isEmpty ? "\(open)/>\n" : "\(open)>\n\(body)    </testcase>\n"
    }

    /// What the suite says of a case that is neither a failure nor an error; nil where nothing is to be said.
    fileprivate var remark: String? {
        switch status {
        case .warning: "warning: \(id): \(outcome.found)\n\(details)\n"
        case .undetermined where !isRequiredAndUndetermined: "undetermined: \(id): \(outcome.found)\n\(details)\n"
        default: nil
        }
    }

    /// The first part of the id, so that a viewer shows the checks of one subject together.
    private var group: String {
        String(id.prefix { $0 != "." })
    }

    private var details: String {
        var lines = ["expected: \(expected)", "found: \(outcome.found)"]
        lines += outcome.evidence.map { "where: \($0.place): \($0.text)" }
        if let remedy = outcome.remedy { lines.append("fix: \(remedy)") }
        lines += waiverRemarks
        return lines.joined(separator: "\n")
    }
}
