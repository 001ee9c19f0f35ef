import Netlink

extension Packet {
    /// The users and groups that calico-node has, which runs BIRD and Felix: root, or without privileges one of these.
    /// Ref: tigera/operator, pkg/render/node.go and pkg/render/common/securitycontext (10001; 999 and 1000 before).
    private static let calicoNode: [UInt32] = [0, 999, 1000, 10_001]
    /// BGP.
    private static let bird: UInt16 = 179

    /// The numbers that the user may have, or the group, whose process sends the packet; nil where it may be any.
    ///
    /// Of what goes through a tunnel only a program of the node itself has an owner, and that is root.
    var owners: [UInt32]? {
        guard transport == .tcp else { return [0] }
        // Who answers on other ports is not Calico's matter alone.
        return !isAnswer || number == Self.bird ? Self.calicoNode : nil
    }

    /// The same as rules see it, in the processor's order.
    var owner: [ByteSet] {
        let size = MemoryLayout<UInt32>.size
        guard let numbers = owners?.map({ [UInt8](bytesOf: $0) }) else { return [ByteSet](unknown: size) }
        return (0..<size).map { index in ByteSet(numbers.map { $0[index] }) }
    }

    /// Whether a process sends it for certain. What pods send has lost its owner when it comes to a tunnel. Ref:
    /// drivers/net/veth.c, veth_forward_skb; net/core/skbuff.c, skb_scrub_packet.
    var hasOwner: Bool { transport == .tcp }
}
