/// Units for a node that has the program.
enum SystemdCarrier: Carrier {
    static let name = "systemd"
    static let summary = "units: fix at boot, check on a timer and on changes"
    static let options: Set<CarrierOption> = [.program, .restoreLinks, .interval, .textfile]

    static func files(_ request: RenderRequest) -> [CarrierFile] { SystemdUnits.all(request).map(\.file) }
}
