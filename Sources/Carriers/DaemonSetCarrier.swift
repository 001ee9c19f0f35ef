import Base

/// A DaemonSet that checks every node of a cluster again and again, and leaves metrics for node_exporter.
struct DaemonSetCarrier: Carrier {
    let name = "daemonset"
    let summary = "a Kubernetes DaemonSet that checks every node"
    let options: Set<CarrierOption> = [.image, .interval, .textfile, .openshift]
    let requiredOptions: Set<CarrierOption> = [.image]

    /// Where Prometheus Operator's and the chart's node_exporter look.
    private static let usualTextfile = "/var/lib/node_exporter/textfile_collector"

    func files(_ request: RenderRequest) -> [CarrierFile] {
        let interval = request.interval ?? "5m"
        let arguments =
            ["check", "--root", "/host", "--every", interval, "-o", "prometheus", "--output-file"]
            + ["/textfile/nmfence.prom"] + request.selection
        let values = [
            "image": (request.image ?? "").jsonQuoted, "arguments": arguments.yamlItems,
            "textfile": (request.textfile ?? Self.usualTextfile).jsonQuoted,
            // The label with which a container may read the files of the host.
            "selinux": request.isOpenShift ? "seLinuxOptions:\n  type: spc_t" : "",
        ]
        let objects = CarrierFile("daemonset.yaml", request.fill(PackageResources.daemonset_yaml, values))
        guard request.isOpenShift else { return [objects] }
        return [
            CarrierFile("openshift-scc.yaml", request.fill(PackageResources.openshift_scc_yaml, values)), objects,
        ]
    }
}
