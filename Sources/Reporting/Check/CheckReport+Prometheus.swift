public import Checks
import Requirements

extension CheckReport {
    /// The report for the textfile collector of Prometheus' node exporter.
    public func prometheus(_ run: RunDescription) -> String {
        var text = """
            # HELP nmfence_check_status Whether a check came out so (1) or not (0).
            # TYPE nmfence_check_status gauge

            """
        for result in results {
            for status in CheckResult.Status.allCases {
                text += "nmfence_check_status{id=\"\(result.id.label)\",severity=\"\(result.severity.rawValue)\""
                text += ",status=\"\(status.rawValue)\"} \(result.status == status ? 1 : 0)\n"
            }
        }
        text += """
            # HELP nmfence_conforming Whether the node conforms to the profile (1), does not (0), or cannot be judged \
            (-1).
            # TYPE nmfence_conforming gauge
            nmfence_conforming{profile="\(profile.label)"} \(value)
            # HELP nmfence_info The version that looked.
            # TYPE nmfence_info gauge
            nmfence_info{version="\(run.version.label)"} 1

            """
        return text
    }

    private var value: Int {
        switch status {
        case .conforming: 1
        case .nonconforming: 0
        case .undetermined: -1
        }
    }
}

extension String {
    fileprivate var label: String {
        replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n").printable
    }
}
