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
        isOpen(packet, [NFTMeta.load(NFT_META_SKUID), NFTCmp(isEqual: isEqual, [UInt8](bytesOf: user))])
    }

    /// What becomes of a packet where a rule at output drops it.
    private static func isOpen(_ packet: Packet, _ conditions: [any Expression]) -> Bool? {
        let rule = Rule(handle: 1, conditions + [NFTImmediate.verdict(.drop)])
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

    /// A user's or a group's rule as `-m owner` has it: `uid`, `gid` or `socket`, with a `!` where it is inverted.
    private static func owner(_ asked: String, _ first: UInt32 = 0, _ last: UInt32 = 0) throws -> NFTMatch {
        let flags = ["uid": XT_OWNER_UID, "gid": XT_OWNER_GID, "socket": XT_OWNER_SOCKET]
        let flag = try #require(flags[asked.filter(\.isLetter)])
        var info = xt_owner_match_info()
        info.match = UInt8(flag)
        info.invert = asked.hasPrefix("!") ? UInt8(flag) : 0
        (info.uid_min, info.uid_max, info.gid_min, info.gid_max) = (first, last, first, last)
        return NFTMatch(ExtensionInfo(name: "owner", revision: 1, bytes: [UInt8](bytesOf: info)[...]))
    }

    /// Each with what becomes of BGP, of a tunnel's packets and of an answer of Typha's where such a rule drops.
    @Test(
        arguments: [
            ("uid", 12_345, 12_345, [true, true, nil]), ("uid", 0, 0, [nil, nil, nil]),
            ("uid", 0, 20_000, [false, nil, nil]), ("!uid", 0, 20_000, [true, nil, nil]),
            ("!uid", 12_345, 12_345, [false, false, nil]), ("gid", 5, 7, [true, true, nil]),
            ("!gid", 5, 7, [false, false, nil]), ("socket", 0, 0, [false, nil, false]),
            ("!socket", 0, 0, [true, nil, true]),
        ] as [(String, UInt32, UInt32, [Bool?])])
    func `iptables asks for users in a range, for groups and for a socket`(
        asked: String, first: UInt32, last: UInt32, isOpen: [Bool?]
    ) throws {
        let packets = [
            Self.packet(.outgoing, .tcp, 179), Self.packet(.outgoing, .udp, 4789),
            Self.packet(.incoming, .tcp, 5473).answer(to: .new),
        ]
        let rule = try Self.owner(asked, first, last)
        #expect(packets.map { Self.isOpen($0, [rule]) } == isOpen)
    }
}
