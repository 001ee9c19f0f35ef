import Base

/// Files and commands for cloud-init, which runs when NetworkManager does already.
struct CloudInitCarrier: Carrier {
    let name = "cloud-init"
    let summary = "cloud-init user data (cloud-config)"
    let options: Set<CarrierOption> = [.units, .program, .restoreLinks, .interval, .textfile]

    func files(_ request: RenderRequest) -> [CarrierFile] {
        let units = SystemdUnits.wanted(request)
        let files = units.map { unit in
            """
            - path: /etc/systemd/system/\(unit.file.name)
              owner: root:root
              permissions: '0644'
              encoding: b64
              content: \(Array(unit.file.text.utf8).base64)
            """
        }
        let enabled = units.filter(\.isEnabled).map(\.file.name)
        let fix = ["fix", "--require-live", "--wait", "60"] + (request.restoresLinks ? ["--restore-links"] : [])
        let run = ([request.program] + fix + request.selection).map(\.shellWord).joined(separator: " ")
        let commands =
            units.isEmpty
            ? [["sh", "-c", "test ! -x \(request.program.shellWord) || exec \(run)"]]
            : [["systemctl", "daemon-reload"], ["systemctl", "enable", "--now"] + enabled]
        let text = request.fill(
            PackageResources.cloud_config_yaml,
            [
                "units": files.joined(separator: "\n"),
                "commands": commands.map { "- " + $0.jsonList }.joined(separator: "\n"),
            ])
        return [CarrierFile("cloud-config.yaml", text)]
    }
}
