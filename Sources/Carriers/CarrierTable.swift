/// Every kind that `nmfence render` knows.
public enum CarrierTable {
    /// In the order of the help.
    public static let all: [any Carrier.Type] = [
        DropInCarrier.self,
        NetworkdCarrier.self,
        SystemdCarrier.self,
        MachineConfigCarrier.self,
        ButaneCarrier.self,
        IgnitionCarrier.self,
        CloudInitCarrier.self,
        KickstartCarrier.self,
        AnsibleCarrier.self,
        DaemonSetCarrier.self,
        NodeProblemDetectorCarrier.self,
        PrometheusCarrier.self,
        GrafanaCarrier.self,
    ]

    /// The names, in the same order.
    public static var names: [String] { all.map { $0.name } }

    /// The kind of this name.
    public static func carrier(named name: String) -> (any Carrier.Type)? { all.first { $0.name == name } }

    /// One line a kind: its name and what it is.
    public static var summaries: String {
        let width = names.map(\.count).max() ?? 0
        return all.map { carrier in
            carrier.name + String(repeating: " ", count: width - carrier.name.count) + "  " + carrier.summary
        }.joined(separator: "\n")
    }
}
