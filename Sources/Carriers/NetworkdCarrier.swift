import OtherManagers
import SystemPackage

/// The files that keep systemd-networkd off the same interfaces.
struct NetworkdCarrier: Carrier {
    let name = "networkd"
    let summary = "files that keep systemd-networkd off them too, for /etc/systemd"

    func files(_ request: RenderRequest) -> [CarrierFile] {
        NetworkdFence.files(for: request.interfaces).map { file in
            // As --output-dir /etc/systemd wants them.
            let parts = file.path.components.dropFirst(NetworkdFence.folder.components.count)
            return CarrierFile(parts.map(\.string).joined(separator: "/"), "# \(request.remark)\n\(file.text)")
        }
    }
}
