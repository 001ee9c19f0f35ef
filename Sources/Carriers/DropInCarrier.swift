/// The drop-in itself, byte for byte as `fix` writes it.
enum DropInCarrier: Carrier {
    static let name = "drop-in"
    static let summary = "the drop-in itself, for /etc/NetworkManager/conf.d"

    static func files(_ request: RenderRequest) -> [CarrierFile] {
        [CarrierFile(String(request.dropIn.path.split(separator: "/").last ?? ""), request.dropInText)]
    }
}
