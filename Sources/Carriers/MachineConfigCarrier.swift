import Base

/// A MachineConfig of OpenShift for each pool, and the policy with which it does not restart the nodes.
struct MachineConfigCarrier: Carrier {
    let name = "machineconfig"
    let summary = "OpenShift MachineConfigs, with a node disruption policy"
    let options: Set<CarrierOption> = [
        .role, .ignition, .name, .units, .program, .restoreLinks, .interval, .textfile,
    ]

    func files(_ request: RenderRequest) -> [CarrierFile] {
        let units = SystemdUnits.wanted(request)
        return [policy(request, units)]
            + request.roles.map { role in
                let name = request.name ?? "99-\(role)-nmfence"
                let text = request.fill(
                    PackageResources.machineconfig_yaml,
                    [
                        "role": role.jsonQuoted, "name": name.jsonQuoted, "ignition": request.ignition.text,
                        "units": section(units),
                    ])
                return CarrierFile("\(name).yaml", text)
            }
    }

    /// What MCO does with a node when the files come: without a policy it drains and restarts it.
    private func policy(_ request: RenderRequest, _ units: [SystemdUnits.Unit]) -> CarrierFile {
        let actions =
            units.isEmpty
            ? "- type: None"
            : "- type: DaemonReload\n- type: Restart\n  restart:\n    serviceName: nmfence.service"
        let rows = units.map { "- name: \($0.file.name)\n  actions:\n" + actions.indented(by: "    ") }
        let list = rows.isEmpty ? "" : "units:\n" + rows.joined(separator: "\n").indented(by: "  ")
        return CarrierFile(
            "node-disruption-policy.yaml",
            request.fill(PackageResources.node_disruption_policy_yaml, ["actions": actions, "units": list]))
    }

    private func section(_ units: [SystemdUnits.Unit]) -> String {
        units.isEmpty ? "" : "systemd:\n  units:\n" + units.yaml.indented(by: "    ")
    }
}

extension [SystemdUnits.Unit] {
    /// The units as both MachineConfigs and Butane write them.
    var yaml: String {
        map { unit in
            "- name: \(unit.file.name)\n  enabled: \(unit.isEnabled)\n  contents: "
                + unit.file.text.yamlScalar(indent: "    ")
        }.joined(separator: "\n")
    }
}
