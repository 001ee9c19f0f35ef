/// A Butane config, which people edit and `butane` turns into one for Ignition.
struct ButaneCarrier: Carrier {
    let name = "butane"
    let summary = "a Butane config (variant fcos), to be merged with yours"
    let options: Set<CarrierOption> = [
        .ignition, .units, .program, .restoreLinks, .interval, .textfile,
    ]

    func files(_ request: RenderRequest) -> [CarrierFile] {
        let units = SystemdUnits.wanted(request)
        let text = request.fill(
            PackageResources.nmfence_bu,
            [
                "butane": request.ignition.butane, "ignition": request.ignition.text,
                "inline": request.dropInText.yamlScalar(indent: "          "),
                "units": units.isEmpty ? "" : "systemd:\n  units:\n" + units.yaml.indented(by: "    "),
            ])
        return [CarrierFile("nmfence.bu", text)]
    }
}
