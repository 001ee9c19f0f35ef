import Base
import CLinux
import Netlink

/// Loads a fact about the packet's connection, which is new and not translated; sets one. Ref: net/netfilter/nft_ct.c,
/// nft_ct_get_eval.
enum NFTCt: Expression {
    static let names = ["ct"]

    var tracksConnections: Bool { true }

    /// - Parameter isOriginal: whether it is about the first packet's way; nil where no way is named.
    case load(nft_ct_keys, isOriginal: Bool?, to: Register)
    case setMark(from: Register)
    /// What else is set decides nothing.
    case set

    var marksConnection: Bool { if case .setMark = self { true } else { false } }

    init?(_ attributes: NetlinkAttributes) {
        guard let key = attributes[NFTA_CT_KEY]?.network32.map(nft_ct_keys.init(rawValue:)) else { return nil }
        guard attributes[NFTA_CT_SREG] == nil else {
            let from = attributes.register(NFTA_CT_SREG)
            self = key == NFT_CT_MARK ? from.map { .setMark(from: $0) } ?? .set : .set
            return
        }
        guard let to = attributes.register(NFTA_CT_DREG) else { return nil }
        let way = attributes[NFTA_CT_DIRECTION]?.bytes.first.map(UInt32.init)
        self = .load(key, isOriginal: way.map { $0 == IP_CT_DIR_ORIGINAL.rawValue }, to: to)
    }

    func evaluate(_ walk: inout Walk) {
        switch self {
        case .load(let key, let isOriginal, let to):
            guard let value = Self.value(of: key, isOriginal: isOriginal, walk) else { return walk.require(.no, "") }
            walk.registers.store(value, in: to, subject: Self.subject(of: key, walk.packet))
        case .setMark(let from):
            let mark = Array(walk.registers.read(from, count: MemoryLayout<UInt32>.size))
            walk.state.setConnectionMark(mark, walk.rule.certainty)
        case .set: break
        }
    }

    /// As long as the kernel has it; nil where the rule ends because there is no such thing.
    private static func value(of key: nft_ct_keys, isOriginal: Bool?, _ walk: Walk) -> [ByteSet]? {
        let states = walk.state.connection
        let packet = walk.packet
        switch key {
        case NFT_CT_STATE: return [ByteSet](hostLowest: ByteSet(states.values), others: ByteSet(0))
        // Without a connection there is nothing to load.
        case _ where states.isDisjoint(with: [.new, .established]): return nil
        case _ where !states.isSubset(of: [.new, .established]): break
        case NFT_CT_DIRECTION:
            return [ByteSet(UInt8((packet.isAnswer ? IP_CT_DIR_REPLY : IP_CT_DIR_ORIGINAL).rawValue))]
        case NFT_CT_STATUS: return status(isAnswer: packet.isAnswer)
        case NFT_CT_MARK: return walk.state.connectionMark
        case NFT_CT_L3PROTOCOL: return [ByteSet(packet.family)]
        case NFT_CT_PROTOCOL: return [ByteSet(packet.protocolNumber)]
        // Those are of connections that another one announced.
        case NFT_CT_HELPER: return nil
        case NFT_CT_SRC, NFT_CT_DST: return isOriginal == true ? address(key == NFT_CT_SRC, packet) : unknown
        case NFT_CT_SRC_IP, NFT_CT_DST_IP:
            return packet.isIPv6 ? nil : isOriginal == true ? address(key == NFT_CT_SRC_IP, packet) : unknown
        case NFT_CT_SRC_IP6, NFT_CT_DST_IP6:
            return !packet.isIPv6 ? nil : isOriginal == true ? address(key == NFT_CT_SRC_IP6, packet) : unknown
        default: break
        }
        return unknown
    }

    private static let unknown = [ByteSet](unknown: Int(NFT_REG_SIZE))

    /// Neither announced nor translated; that there was an answer is known from the answer on, and nothing more.
    private static func status(isAnswer: Bool) -> [ByteSet] {
        let absent =
            IPS_EXPECTED.rawValue | IPS_ASSURED.rawValue | IPS_SRC_NAT.rawValue | IPS_DST_NAT.rawValue
            | (isAnswer ? 0 : IPS_SEEN_REPLY.rawValue)
        let present = isAnswer ? IPS_SEEN_REPLY.rawValue : 0
        let (off, on) = (UInt8(truncatingIfNeeded: absent), UInt8(truncatingIfNeeded: present))
        return [ByteSet](hostLowest: ByteSet((0...UInt8.max).filter { $0 & off == 0 && $0 & on == on }), others: .any)
    }

    /// The address of the end that opened the connection, or of the other one.
    private static func address(_ isSource: Bool, _ packet: Packet) -> [ByteSet] {
        Array(packet.address(isSource: isSource != packet.isAnswer))
    }

    private static func subject(of key: nft_ct_keys, _ packet: Packet) -> String {
        switch key {
        case NFT_CT_SRC, NFT_CT_SRC_IP, NFT_CT_SRC_IP6: packet.isAnswer ? Packet.receiver : Packet.sender
        case NFT_CT_DST, NFT_CT_DST_IP, NFT_CT_DST_IP6: packet.isAnswer ? Packet.sender : Packet.receiver
        default: "the state of the connection"
        }
    }
}
