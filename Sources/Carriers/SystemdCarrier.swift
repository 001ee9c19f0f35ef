/// Units for a node that has the program.
struct SystemdCarrier: Carrier {
    let name = "systemd"
    let summary = "units: fix at boot, check on a timer and on changes"
    let options: Set<CarrierOption> = [.program, .restoreLinks, .interval, .textfile]

    func files(_ request: RenderRequest) -> [CarrierFile] { SystemdUnits.all(request).map(\.file) }
}
