public import Fleet

extension FleetReports {
    /// The reports as JUnit XML, a suite a node; it is written piece by piece, as it may be long.
    /// - Parameters:
    ///   - missing: nodes that did not answer: each is a suite with one error.
    ///   - write: takes the text.
    public func junit(missing: [String], _ write: (String) -> Void) {
        write("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n")
        var number = 0
        forEachNode { name, time, profile, cases in
            write(Self.suite(number, name, time, profile, cases))
            number += 1
        }
        for name in missing {
            let lost = FleetCase(
                id: "report", status: .undetermined, isRequired: true, found: "the node did not answer", remedy: nil)
            write(Self.suite(number, name, "1970-01-01T00:00:00Z", "", [lost]))
            number += 1
        }
        for (index, problem) in problems.enumerated() {
            let broken = FleetCase(
                id: "report", status: .undetermined, isRequired: true, found: "\(problem.source) \(problem.text)",
                remedy: nil)
            write(Self.suite(number + index, problem.source, "1970-01-01T00:00:00Z", "", [broken]))
        }
        write("</testsuites>\n")
    }

    private static func suite(
        _ number: Int, _ name: String, _ time: String, _ profile: String, _ cases: [FleetCase]
    ) -> String {
        let failures = cases.count { $0.status == .fail }
        let errors = cases.count(where: \.isError)
        let skipped = cases.count { $0.status == .skipped || $0.status == .waived }
        let zoneless = time.hasSuffix("Z") ? String(time.dropLast()) : time
        var text = "  <testsuite id=\"\(number)\" package=\"nmfence\" name=\"\(name.xml)\" hostname=\"\(name.xml)\""
        text += " timestamp=\"\(zoneless.xml)\" tests=\"\(cases.count)\" failures=\"\(failures)\""
        text += " errors=\"\(errors)\" skipped=\"\(skipped)\" time=\"0\">\n"
        text += "    <properties>\n      <property name=\"profile\" value=\"\(profile.xml)\"/>\n    </properties>\n"
        for one in cases { text += one.junit }
        return text + "    <system-out/>\n    <system-err/>\n  </testsuite>\n"
    }
}

extension FleetCase {
    /// What is only recommended and could not be found out fails nobody.
    fileprivate var isError: Bool { status == .undetermined && isRequired }

    fileprivate var junit: String {
        let open = "    <testcase classname=\"\(String(id.prefix { $0 != "." }).xml)\" name=\"\(id.xml)\" time=\"0\""
        let details = found.xml + (remedy.map { "&#10;to do: \($0.xml)" } ?? "")
        let body: String
        switch status {
        case .fail: body = "failure message=\"\(found.xml)\" type=\"required\">\(details)</failure"
        case .undetermined where isRequired:
            body = "error message=\"\(found.xml)\" type=\"required\">\(details)</error"
        case .waived: body = "skipped>waived: \(details)</skipped"
        case .skipped: body = "skipped/"
        case .undetermined, .warning, .pass: return open + "/>\n"
        }
        return "\(open)>\n      <\(body)>\n    </testcase>\n"
    }
}
