import Base

/// Every kind that `nmfence render` knows.
public enum CarrierTable {
    /// In the order of the help.
    public static let all: [any Carrier] = [
        DropInCarrier(),
        NetworkdCarrier(),
        SystemdCarrier(),
        MachineConfigCarrier(),
        ButaneCarrier(),
        IgnitionCarrier(),
        CloudInitCarrier(),
        KickstartCarrier(),
        AnsibleCarrier(),
        DaemonSetCarrier(),
        NodeProblemDetectorCarrier(),
        TemplateCarrier("prometheus", "Prometheus alert rules on the metrics of check", file: "nmfence-rules.yaml") {
            $0.fill(PackageResources.alert_rules_yaml)
        },
        TemplateCarrier("grafana", "a Grafana dashboard on the metrics of check", file: "nmfence-dashboard.json") {
            $0.fill(PackageResources.dashboard_json, ["quoted-remark": $0.remark.jsonQuoted])
        },
    ]

    /// The names, in the same order.
    public static var names: [String] { all.map(\.name) }

    /// The kind of this name.
    public static func carrier(named name: String) -> (any Carrier)? { all.first { $0.name == name } }

    /// One line a kind: its name and what it is.
    public static var summaries: String {
        let width = names.map(\.count).max() ?? 0
        return all.map { carrier in
            carrier.name + String(repeating: " ", count: width - carrier.name.count) + "  " + carrier.summary
        }.joined(separator: "\n")
    }
}
