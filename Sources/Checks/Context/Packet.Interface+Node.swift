import Node
import PacketFilter

extension Packet.Interface {
    /// An interface as the node's kernel shows it.
    /// - Parameter index: its number, where that is known already.
    init(_ name: String, index: UInt32? = nil, in root: RootDirectory) {
        self.init(
            name: name, index: index ?? NetworkFacts.index(of: name, in: root),
            type: NetworkFacts.type(of: name, in: root))
    }
}
