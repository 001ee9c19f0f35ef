import CLinux
import Netlink

/// Loads a fact about the packet's connection, which is new and not translated; sets one. Ref: net/netfilter/nft_ct.c,
/// nft_ct_get_eval.
enum NFTCt: Expression {
    static let names = ["ct"]

    case load(nft_ct_keys, to: Register)
    /// The connection's mark and its like decide nothing.
    case set

    init?(_ attributes: NetlinkAttributes) {
        guard attributes[NFTA_CT_SREG] == nil else {
            self = .set
            return
        }
        guard let key = attributes[NFTA_CT_KEY]?.network32.map(nft_ct_keys.init(rawValue:)),
            let to = attributes.register(NFTA_CT_DREG)
        else { return nil }
        self = .load(key, to: to)
    }

    func evaluate(_ walk: inout Walk) {
        guard case .load(let key, let to) = self else { return }
        walk.registers.store(Self.value(of: key, walk), in: to, subject: "the state of the connection")
    }

    private static func value(of key: nft_ct_keys, _ walk: Walk) -> [ByteSet] {
        let states = walk.state.connection
        switch key {
        case NFT_CT_STATE: return [ByteSet](hostLowest: ByteSet(states.values), others: ByteSet(0))
        case _ where !states.isSubset(of: [.new, .established]): break
        case NFT_CT_DIRECTION:
            return [ByteSet(UInt8((walk.packet.isAnswer ? IP_CT_DIR_REPLY : IP_CT_DIR_ORIGINAL).rawValue))]
        case NFT_CT_STATUS:
            // Translated neither way.
            let translated = UInt8(truncatingIfNeeded: IPS_SRC_NAT.rawValue | IPS_DST_NAT.rawValue)
            return [ByteSet](hostLowest: ByteSet((0...UInt8.max).filter { $0 & translated == 0 }), others: .any)
        default: break
        }
        return [ByteSet](unknown: Int(NFT_REG_SIZE))
    }
}
