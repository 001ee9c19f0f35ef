/// A target that is not understood: it may do anything with the packet.
struct UnknownTarget: Target {
    static let names: [String] = []

    let name: String

    init(name: String) { self.name = name }

    init?(_ info: ExtensionInfo) { return nil }

    func apply(to walk: inout Walk) { walk.decide(.other("the target \(name)")) }
}
