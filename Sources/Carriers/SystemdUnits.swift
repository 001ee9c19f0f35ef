/// The units that run nmfence on a node: a fix at boot, before and behind NetworkManager, and a check of it.
enum SystemdUnits {
    /// One unit.
    struct Unit {
        let file: CarrierFile
        /// Whether it is enabled, as it has an `[Install]` section.
        let isEnabled: Bool
    }

    /// All of them.
    static func all(_ request: RenderRequest) -> [Unit] {
        [
            unit(request, "nmfence.service", PackageResources.nmfence_service, isEnabled: true),
            unit(request, "nmfence-before-nm.service", PackageResources.nmfence_before_nm_service, isEnabled: true),
            unit(request, "nmfence-check.service", PackageResources.nmfence_check_service, isEnabled: false),
            unit(request, "nmfence-check.timer", PackageResources.nmfence_check_timer, isEnabled: true),
            unit(request, "nmfence-check.path", PackageResources.nmfence_check_path, isEnabled: true),
        ]
    }

    /// The units that a carrier of the file has with it, where they are wanted.
    static func wanted(_ request: RenderRequest) -> [Unit] { request.hasUnits ? all(request) : [] }

    private static func unit(_ request: RenderRequest, _ name: String, _ template: [UInt8], isEnabled: Bool) -> Unit {
        Unit(file: CarrierFile(name, request.fill(template, values(request))), isEnabled: isEnabled)
    }

    private static func values(_ request: RenderRequest) -> [String: String] {
        let restore = request.restoresLinks ? ["--restore-links"] : []
        let fix = ["fix", "--require-live", "--wait", "60", "--timeout", "90"] + restore + request.selection
        let metrics = request.textfile.map { ["-o", "prometheus", "--output-file", "\($0)/nmfence.prom"] } ?? []
        return [
            "fix": command(request, fix),
            "offline": command(request, ["fix", "--offline"] + request.selection),
            "check": command(request, ["check"] + metrics + request.selection),
            "executable": request.program.systemdQuoted,
            "hardening": Template(PackageResources.hardening_conf).filled([:]),
            "writable": request.textfile.map { "ReadWritePaths=\("-\($0)".systemdQuoted)" } ?? "",
            "statuses": request.textfile == nil
                ? ""
                : "# The metrics say that a node does not conform; the unit fails where no check could be made.\n"
                    + "SuccessExitStatus=1 2",
            "interval": request.interval ?? "15m",
        ]
    }

    private static func command(_ request: RenderRequest, _ words: [String]) -> String {
        ([request.program] + words).systemdCommand
    }
}
