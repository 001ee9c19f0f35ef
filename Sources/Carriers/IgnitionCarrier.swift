import Base

/// A config for Ignition itself. JSON has no comments: where it comes from stands in its units only.
struct IgnitionCarrier: Carrier {
    let name = "ignition"
    let summary = "an Ignition config, for Fedora CoreOS and Flatcar"
    let options: Set<CarrierOption> = [
        .ignition, .units, .program, .restoreLinks, .interval, .textfile,
    ]

    func files(_ request: RenderRequest) -> [CarrierFile] {
        let text = request.fill(
            PackageResources.nmfence_ign,
            ["ignition": request.ignition.text, "systemd": section(SystemdUnits.wanted(request))])
        return [CarrierFile("nmfence.ign", text)]
    }

    private func section(_ units: [SystemdUnits.Unit]) -> String {
        guard !units.isEmpty else { return "" }
        let rows = units.map { unit in
            """
                  {
                    "name": \(unit.file.name.jsonQuoted),
                    "enabled": \(unit.isEnabled),
                    "contents": \(unit.file.text.jsonQuoted)
                  }
            """
        }
        return ",\n  \"systemd\": {\n    \"units\": [\n" + rows.joined(separator: ",\n") + "\n    ]\n  }"
    }
}
