import Base

/// A section of a kickstart file, which runs in the installed system before it first starts.
struct KickstartCarrier: Carrier {
    let name = "kickstart"
    let summary = "a %post section of a kickstart file"
    let options: Set<CarrierOption> = [.units, .program, .restoreLinks, .interval, .textfile]

    func files(_ request: RenderRequest) -> [CarrierFile] {
        let units = SystemdUnits.wanted(request)
        let enabled = units.filter(\.isEnabled).map(\.file.name).joined(separator: " ")
        let text = request.fill(
            PackageResources.nmfence_ks,
            [
                "drop-in": document(request.dropInText, at: request.dropIn.path),
                "units": units.map { document($0.file.text, at: "/etc/systemd/system/\($0.file.name)") }
                    .joined(separator: "\n"),
                "enable": units.isEmpty ? "" : "systemctl enable \(enabled)",
                "executable": request.program.shellWord,
                "fix": ([request.program, "fix", "--offline"] + request.selection).map(\.shellWord)
                    .joined(separator: " "),
            ])
        return [CarrierFile("nmfence.ks", text)]
    }

    /// Nothing in the text is the shell's, since the word of its end is quoted.
    private func document(_ text: String, at path: String) -> String {
        "cat >\(path) <<'END-OF-FILE'\n\(text)END-OF-FILE\nchmod 0644 \(path)"
    }
}
