public import Checks
import Fence
import Requirements

extension CheckReport {
    /// The report for the textfile collector of Prometheus' node exporter.
    /// - Parameter showsAll: whether there is a series also for each check that is as it should be.
    public func prometheus(_ run: RunDescription, showsAll: Bool = false) -> String {
        var metrics = [
            Metric(
                "nmfence_check_status",
                showsAll ? "Status of each check." : "Status of each check that did not pass.",
                results.filter { showsAll || $0.isNotWell }.map { result in
                    let labels = [
                        ("id", result.id), ("severity", result.severity.rawValue), ("status", result.status.rawValue),
                    ]
                    return (labels, "1")
                }),
            Metric(
                "nmfence_checks", "Number of checks by status.",
                CheckResult.Status.allCases.map { ([("status", $0.rawValue)], String(count($0))) }),
            Metric(
                "nmfence_node_status", "Whether the node has this status (1) or not (0).",
                [Status.conforming, .nonconforming, .undetermined].map {
                    ([("status", $0.rawValue)], $0 == status ? "1" : "0")
                }),
            Metric(
                "nmfence_conforming", "Whether the node is known to conform to the profile (1) or not (0).",
                [([("profile", profile)], status == .conforming ? "1" : "0")]),
            Metric(
                "nmfence_verification", "How the state of NetworkManager was verified: live, files or none.",
                [([("by", verification.method.rawValue)], "1")]),
        ]
        metrics += waiverMetrics
        // Nobody knows where it was not asked, and a number would be a claim.
        if let managedInterfaces {
            metrics.append(
                Metric(
                    "nmfence_managed_interfaces", "Number of Calico interfaces that NetworkManager manages.",
                    [([], String(managedInterfaces))]))
        }
        metrics += [
            Metric(
                "nmfence_run_duration_seconds", "Duration of the run.", [([], run.elapsed)]),
            Metric("nmfence_run_timestamp_seconds", "Unix time of the run.", [([], String(run.seconds))]),
            Metric(
                "nmfence_info", "Version of nmfence, profile and root directory of the run.",
                [([("version", run.version), ("profile", profile), ("root", run.root)], "1")]),
        ]
        return metrics.map(\.text).joined()
    }

    /// What was waived, and what became of each waiver: one that expires soon can be alerted on.
    private var waiverMetrics: [Metric] {
        [
            Metric(
                "nmfence_waiver", "A waiver or severity override of nmfence.conf, and its state.",
                waivers.map { use in
                    let labels = [
                        ("name", use.waiver.name), ("kind", use.waiver.kind), ("state", use.state.rawValue),
                        ("unmatched", use.unmatched.joined(separator: ";")), ("reason", use.waiver.reason),
                        ("expires", use.waiver.lastDay ?? ""),
                    ]
                    return (labels, "1")
                }),
            Metric(
                "nmfence_check_waived", "A check whose finding is waived.",
                results.filter { $0.status == .waived }.map { result in
                    let labels = [
                        ("id", result.id), ("waiver", result.waiver?.name ?? ""),
                        ("status", result.unwaivedStatus.rawValue), ("reason", result.waiver?.reason ?? ""),
                    ]
                    return (labels, "1")
                }),
        ]
    }
}

/// One metric in Prometheus' text format.
private struct Metric {
    typealias Sample = (labels: [(String, String)], value: String)

    let name: String
    let help: String
    let samples: [Sample]

    init(_ name: String, _ help: String, _ samples: [Sample]) {
        (self.name, self.help, self.samples) = (name, help, samples)
    }

    var text: String {
        // A metric without samples is none.
        guard !samples.isEmpty else { return "" }
        return samples.reduce(into: "# HELP \(name) \(help)\n# TYPE \(name) gauge\n") { text, sample in
            let labels = sample.labels.map { "\($0)=\"\($1.label)\"" }.joined(separator: ",")
            text += name + (labels.isEmpty ? "" : "{\(labels)}") + " \(sample.value)\n"
        }
    }
}

extension String {
    fileprivate var label: String {
        replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n").printable
    }
}
