/// Lets the packet through.
struct XTAccept: Target {
    static let names = ["ACCEPT"]

    init?(_ info: ExtensionInfo) {}

    func apply(to walk: inout Walk) { walk.decide(.accept) }
}
