import Base
import CLinux
import Netlink
import Testing

@testable import PacketFilter

/// Rules about the process that sends a packet: `meta skuid` and `meta skgid`.
@Suite struct PacketOwnerTests {
    private static let (node, peer): ([UInt8], [UInt8]) = ([192, 0, 2, 5], [192, 0, 2, 1])

    private static func packet(
        _ direction: Packet.Direction, _ transport: Packet.Transport, _ number: UInt16
    ) -> Packet {
        Packet(direction, transport, number: number, own: node, peer: peer)
    }

    /// What becomes of a packet where a rule at output drops what processes of a user send, or of others.
    private static func isOpen(_ packet: Packet, _ user: UInt32, isEqual: Bool = true) -> Bool? {
        let rule = Rule(
            handle: 1,
            [
                NFTMeta.load(NFT_META_SKUID), NFTCmp(isEqual: isEqual, [UInt8](bytesOf: user)),
                NFTImmediate.verdict(.drop),
            ])
        let chain = Chain(Table(.inet, "t"), "c", hook: Chain.Hook(.output, priority: 0), rules: [rule])
        var evaluation = Evaluation(Ruleset(chains: [chain]), packet, by: Deadline(after: .seconds(30)))
        return switch evaluation.run().outcome {
        case .open: true
        case .closed, .partial: false
        case .uncertain: nil
        }
    }

    @Test(
        arguments: [
            (12_345, true, true), (0, true, nil), (10_001, true, nil), (12_345, false, false), (0, false, nil),
        ] as [(UInt32, Bool, Bool?)])
    func `calico-node sends as root, or as the user that it has without privileges`(
        user: UInt32, isEqual: Bool, isOpen: Bool?
    ) {
        let bgp = Self.packet(.outgoing, .tcp, 179)
        #expect(Self.isOpen(bgp, user, isEqual: isEqual) == isOpen)
        let answer = Self.packet(.incoming, .tcp, 179).answer(to: .new)
        #expect(Self.isOpen(answer, user, isEqual: isEqual) == isOpen)
    }

    @Test(arguments: [(12_345, true, true), (0, true, nil), (12_345, false, nil)] as [(UInt32, Bool, Bool?)])
    func `what goes through a tunnel is root's, or a pod's and so nobody's`(user: UInt32, isEqual: Bool, isOpen: Bool?)
    {
        for packet in [Self.packet(.outgoing, .udp, 4789), Self.packet(.outgoing, .ip, 4)] {
            #expect(Self.isOpen(packet, user, isEqual: isEqual) == isOpen)
        }
    }

    @Test func `who answers for Typha or the API server may be anybody`() {
        #expect(Self.isOpen(Self.packet(.incoming, .tcp, 5473).answer(to: .new), 12_345) == nil)
    }
}
