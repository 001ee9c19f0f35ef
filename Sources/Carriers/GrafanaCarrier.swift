import Base

/// A dashboard of Grafana on the metrics of `check -o prometheus`.
enum GrafanaCarrier: Carrier {
    static let name = "grafana"
    static let summary = "a Grafana dashboard on the metrics of check"

    static func files(_ request: RenderRequest) -> [CarrierFile] {
        let text = request.fill(PackageResources.dashboard_json, ["quoted-remark": request.remark.jsonQuoted])
        return [CarrierFile("nmfence-dashboard.json", text)]
    }
}
