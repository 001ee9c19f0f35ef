/// The drop-in itself, byte for byte as `fix` writes it.
struct DropInCarrier: Carrier {
    let name = "drop-in"
    let summary = "the drop-in itself, for /etc/NetworkManager/conf.d"

    func files(_ request: RenderRequest) -> [CarrierFile] {
        [CarrierFile(String(request.dropIn.path.split(separator: "/").last ?? ""), request.dropInText)]
    }
}
