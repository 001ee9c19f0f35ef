import CLinux
import Netlink

/// Puts bytes into a register, or decides. Ref: net/netfilter/nft_immediate.c, nft_immediate_eval.
enum NFTImmediate: Expression {
    static let names = ["immediate"]

    case load([UInt8], to: Register)
    case verdict(Verdict)

    init?(_ attributes: NetlinkAttributes) {
        guard let to = attributes[NFTA_IMMEDIATE_DREG]?.network32,
            let data = attributes[NFTA_IMMEDIATE_DATA]?.attributes
        else { return nil }
        if to == NFT_REG_VERDICT.rawValue {
            guard let verdict = Verdict(data) else { return nil }
            self = .verdict(verdict)
        } else {
            guard let bytes = data.value, let register = Register(to) else { return nil }
            self = .load(bytes, to: register)
        }
    }

    var verdict: Verdict? { if case .verdict(let verdict) = self { verdict } else { nil } }

    func evaluate(_ walk: inout Walk) {
        switch self {
        case .load(let bytes, let to): walk.registers.store([ByteSet](known: bytes), in: to, subject: "a value")
        case .verdict(let verdict): walk.decide(verdict)
        }
    }
}
