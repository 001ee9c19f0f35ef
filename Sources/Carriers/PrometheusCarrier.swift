/// Rules of Prometheus that raise alarms on the metrics of `check -o prometheus`.
enum PrometheusCarrier: Carrier {
    static let name = "prometheus"
    static let summary = "Prometheus alert rules on the metrics of check"

    static func files(_ request: RenderRequest) -> [CarrierFile] {
        [CarrierFile("nmfence-rules.yaml", request.fill(PackageResources.alert_rules_yaml))]
    }
}
