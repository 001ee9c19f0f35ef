import Base
import CLinux
import Netlink

/// Loads a fact about the packet, or sets one. Ref: net/netfilter/nft_meta.c, nft_meta_get_eval and nft_meta_set_eval.
enum NFTMeta: Expression {
    static let names = ["meta"]

    case load(nft_meta_keys, to: Register)
    case set(nft_meta_keys, from: Register)

    init?(_ attributes: NetlinkAttributes) {
        guard let key = attributes[NFTA_META_KEY]?.network32.map(nft_meta_keys.init(rawValue:)) else { return nil }
        if let from = attributes.register(NFTA_META_SREG) {
            self = .set(key, from: from)
        } else if let to = attributes.register(NFTA_META_DREG) {
            self = .load(key, to: to)
        } else {
            return nil
        }
    }

    /// What `iifname` and its like load.
    static func load(_ key: nft_meta_keys) -> NFTMeta { .load(key, to: .first) }

    func evaluate(_ walk: inout Walk) {
        switch self {
        case .load(let key, let to):
            guard let value = Self.value(of: key, walk) else { return walk.require(.no, "") }
            if Self.isOfOwner(key), !walk.packet.hasOwner { walk.require(.unknown, Self.subject(of: key)) }
            walk.registers.store(value, in: to, subject: Self.subject(of: key))
        case .set(NFT_META_MARK, let from):
            let size = MemoryLayout<UInt32>.size
            walk.state.setMark(Array(walk.registers.read(from, count: size)), walk.rule.certainty)
        case .set: break
        }
    }

    /// As long as the kernel has it; nil where the rule ends because there is no such thing.
    private static func value(of key: nft_meta_keys, _ walk: Walk) -> [ByteSet]? {
        let packet = walk.packet
        switch key {
        case NFT_META_PROTOCOL:
            return [ByteSet](host: UInt16(packet.isIPv6 ? ETH_P_IPV6 : ETH_P_IP).bigEndian)
        case NFT_META_MARK: return walk.mark
        case NFT_META_IIF, NFT_META_OIF:
            return packet.interface(isInput: key == NFT_META_IIF, at: walk.point).index
        case NFT_META_IIFNAME, NFT_META_OIFNAME:
            return packet.interface(isInput: key == NFT_META_IIFNAME, at: walk.point).name
        case NFT_META_NFPROTO: return [ByteSet(packet.family)]
        case NFT_META_L4PROTO: return [ByteSet(packet.protocolNumber)]
        case NFT_META_LEN: return [ByteSet](host: packet.variety.lengths, count: MemoryLayout<UInt32>.size)
        case NFT_META_IFTYPE: return interfaceType(walk)
        case NFT_META_OIFTYPE: return packet.interface(isInput: false, at: walk.point).type
        case NFT_META_PRANDOM:
            let drawn = packet.variety.drawn(from: 0...Int(UInt32.max))
            return [ByteSet](host: drawn, count: MemoryLayout<UInt32>.size)
        // Only what a process of this node sends has an owner.
        case NFT_META_SKUID, NFT_META_SKGID: return packet.direction == .outgoing ? packet.owner : nil
        // See XTPkttype.
        case NFT_META_PKTTYPE: return [ByteSet(UInt8(NMFENCE_PACKET_HOST))]
        default: return unknown
        }
    }

    /// Which device `iiftype` is about: behind routing the one that the packet goes out by in newer kernels; in older
    /// ones the one that it came in by. For what this node sends kernels differ in whether there is one.
    private static func interfaceType(_ walk: Walk) -> [ByteSet] {
        let input = walk.packet.interface(isInput: true, at: walk.point).type
        guard walk.point == .postrouting else { return input ?? unknown }
        return input.flatMap { $0 == walk.packet.interface(isInput: false, at: walk.point).type ? $0 : nil } ?? unknown
    }

    private static func isOfOwner(_ key: nft_meta_keys) -> Bool { [NFT_META_SKUID, NFT_META_SKGID].contains(key) }

    private static let unknown = [ByteSet](unknown: Int(NFT_REG_SIZE))

    private static func subject(of key: nft_meta_keys) -> String {
        switch key {
        case NFT_META_MARK: "the mark"
        case NFT_META_IIF, NFT_META_OIF, NFT_META_IIFNAME, NFT_META_OIFNAME: "the interface"
        case NFT_META_IFTYPE, NFT_META_OIFTYPE: "the kind of interface"
        case NFT_META_LEN: Packet.size
        case NFT_META_PRANDOM: Packet.chance
        case NFT_META_SKUID, NFT_META_SKGID: "the process that sends it"
        case NFT_META_IIFGROUP, NFT_META_OIFGROUP: "the interface's group"
        default: "a property of the packet"
        }
    }
}
