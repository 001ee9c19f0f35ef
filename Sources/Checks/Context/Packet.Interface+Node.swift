import Netlink
import PacketFilter

extension Packet.Interface {
    /// An interface as the kernel shows it in the network whose rules are followed: what /sys shows may be of another
    /// one. Where it is not there, or the kernel does not say, rules that ask for its number are undetermined.
    /// - Parameter futureIndex: its number where it is not there yet.
    init(_ name: String, orFuture futureIndex: UInt32? = nil, on node: NodeFacts) {
        let link = node.links?[name]
        self.init(name: name, index: link?.index ?? (node.links == nil ? nil : futureIndex), type: link?.type)
    }
}
