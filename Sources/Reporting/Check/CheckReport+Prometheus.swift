public import Checks
import Fence
import Requirements

extension CheckReport {
    /// The report for the textfile collector of Prometheus' node exporter.
    public func prometheus(_ run: RunDescription) -> String {
        var text = """
            # HELP nmfence_check_status How a check came out: the series with its status is there.
            # TYPE nmfence_check_status gauge

            """
        for result in results {
            text += "nmfence_check_status{id=\"\(result.id.label)\",severity=\"\(result.severity.rawValue)\""
            text += ",status=\"\(result.status.rawValue)\"} 1\n"
        }
        text += """
            # HELP nmfence_conforming Whether the node conforms to the profile (1), does not (0), or cannot be judged \
            (-1).
            # TYPE nmfence_conforming gauge
            nmfence_conforming{profile="\(profile.label)"} \(value)
            # HELP nmfence_verification How it was verified what is said of NetworkManager: live, files or none.
            # TYPE nmfence_verification gauge
            nmfence_verification{by="\(verification.method.rawValue)"} 1
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
