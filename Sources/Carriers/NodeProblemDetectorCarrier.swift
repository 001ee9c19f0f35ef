import Base

/// A plug-in monitor for node-problem-detector, which makes a condition of each node.
///
/// Its contract is that of `check`: status 0 is no problem, 1 a problem, anything else unknown.
struct NodeProblemDetectorCarrier: Carrier {
    let name = "npd"
    let summary = "a node-problem-detector plug-in monitor"
    let options: Set<CarrierOption> = [.program, .interval]

    func files(_ request: RenderRequest) -> [CarrierFile] {
        let arguments = ["check", "-o", "line", "--only", "nm.*"] + request.selection
        let values = [
            "interval": (request.interval ?? "5m").jsonQuoted, "quoted-program": request.program.jsonQuoted,
            "arguments": arguments.jsonList,
        ]
        return [CarrierFile("nmfence-npd.json", request.fill(PackageResources.npd_json, values))]
    }
}
