import Base

/// A module for Ansible with a playbook that uses it, and a playbook for those who may not have modules.
struct AnsibleCarrier: Carrier {
    let name = "ansible"
    let summary = "an Ansible module (check mode, diff) and two playbooks"
    let options: Set<CarrierOption> = [.program, .restoreLinks]

    func files(_ request: RenderRequest) -> [CarrierFile] {
        let restore = request.restoresLinks
        let live = ["--require-live", "--wait", "60"] + (restore ? ["--restore-links"] : [])
        let values = [
            "arguments": [
                request.profiles.isEmpty ? nil : "profile: \(request.profiles.jsonList)",
                request.patterns.isEmpty ? nil : "patterns: \(request.patterns.jsonList)",
                restore ? "restore_links: true" : nil,
            ].compactMap { $0 }.joined(separator: "\n"),
            "diff": ([request.program, "diff", "-o", "json"] + request.selection).yamlItems,
            "fix": ([request.program, "fix", "-o", "json"] + live + request.selection).yamlItems,
            "quoted-program": request.program.jsonQuoted,
        ]
        return [
            CarrierFile("nmfence.yml", request.fill(PackageResources.playbook_yml, values)),
            CarrierFile("nmfence-command.yml", request.fill(PackageResources.playbook_command_yml, values)),
            CarrierFile("library/nmfence.py", request.fill(PackageResources.ansible_module_py, values)),
        ]
    }
}
