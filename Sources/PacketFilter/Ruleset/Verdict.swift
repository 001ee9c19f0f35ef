import CLinux
import Netlink

/// What a rule decides about a packet.
enum Verdict: Hashable, Sendable {
    /// It passes this chain's hook.
    case accept
    /// It goes no further.
    case drop
    /// The next rule is evaluated.
    case `continue`
    /// The rule's caller goes on.
    case `return`
    /// The rules of another chain are evaluated, and then those behind this rule.
    case jump(String)
    /// The rules of another chain are evaluated, and those behind this rule are not.
    case goto(String)
    /// Its address or port is replaced, or it is sent out elsewhere: this says where to.
    case divert(to: String)
    /// Something that is not evaluated here, such as a queue to a program.
    case other(String)

    /// Reads NFTA_DATA_…; nil where the data is a value. Ref: net/netfilter/nf_tables_api.c, nft_verdict_init.
    init?(_ data: NetlinkAttributes) {
        guard let verdict = data[NFTA_DATA_VERDICT]?.attributes,
            let code = verdict[NFTA_VERDICT_CODE]?.network32.map(Int32.init(bitPattern:))
        else { return nil }
        let chain = verdict[NFTA_VERDICT_CHAIN]?.text ?? ""
        self =
            switch code {
            case NF_DROP: .drop
            case NF_ACCEPT: .accept
            case NFT_CONTINUE.rawValue, NFT_BREAK.rawValue: .continue
            case NFT_JUMP.rawValue: .jump(chain)
            case NFT_GOTO.rawValue: .goto(chain)
            case NFT_RETURN.rawValue: .return
            case _ where code & NF_VERDICT_MASK == NF_QUEUE: .other("a queue to a program")
            default: .other("verdict \(code)")
            }
    }
}
