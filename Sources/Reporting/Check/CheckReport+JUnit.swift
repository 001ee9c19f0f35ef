import Base
public import Checks

extension CheckReport {
    /// The report as JUnit XML: a finding is a failure, what could not be found out an error.
    public func junit(_ run: RunDescription) -> String {
        var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"
        text +=
            "  <testsuite name=\"nmfence \(profile.xml)\" hostname=\"\(run.host.xml)\" timestamp=\"\(run.time.xml)\""
        text += " tests=\"\(results.count)\" failures=\"\(count(.fail))\" errors=\"\(count(.undetermined))\""
        text += " skipped=\"\(count(.skipped))\" time=\"0\">\n"
        for result in results { text += result.junit }
        return text + "  </testsuite>\n</testsuites>\n"
    }
}

extension CheckResult {
    fileprivate var junit: String {
        let open = "    <testcase classname=\"\(group.xml)\" name=\"\(id.xml)\" time=\"0\""
        let body =
            switch status {
            case .pass: ""
            case .skipped: "      <skipped message=\"\(outcome.found.xml)\"/>\n"
            case .fail: "      <failure message=\"\(outcome.found.xml)\">\(details.xml)</failure>\n"
            case .undetermined: "      <error message=\"\(outcome.found.xml)\">\(details.xml)</error>\n"
            case .warning: "      <system-out>\(("warning: " + outcome.found + "\n" + details).xml)</system-out>\n"
            }
        return body.isEmpty ? "\(open)/>\n" : "\(open)>\n\(body)    </testcase>\n"
    }

    /// The first part of the id, so that a viewer shows the checks of one subject together.
    private var group: String {
        String(id.prefix { $0 != "." })
    }

    private var details: String {
        var lines = ["expected: \(expected)", "found: \(outcome.found)"]
        lines += outcome.evidence.map { "at: \($0.path)\($0.line.map { ":\($0)" } ?? ""): \($0.text)" }
        if let remedy = outcome.remedy { lines.append("to do: \(remedy)") }
        return lines.joined(separator: "\n")
    }
}

extension String {
    /// The text as XML, with what XML 1.0 cannot carry at all written as an escape.
    fileprivate var xml: String {
        var text = ""
        for scalar in unicodeScalars {
            switch scalar {
            case "&": text += "&amp;"
            case "<": text += "&lt;"
            case ">": text += "&gt;"
            case "\"": text += "&quot;"
            case "\n": text += "&#10;"
            default: text += String(scalar).printable
            }
        }
        return text
    }
}
