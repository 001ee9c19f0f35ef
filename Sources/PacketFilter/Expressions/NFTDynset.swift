import Base
import CLinux
import Netlink

/// Puts a value into a set, which may be full, or may count. Ref: net/netfilter/nft_dynset.c, nft_dynset_eval.
struct NFTDynset: Expression {
    static let names = ["dynset"]

    private let name: String

    var changedSetName: String? { name }

    init?(_ attributes: NetlinkAttributes) {
        guard let name = attributes[NFTA_DYNSET_SET_NAME]?.text else { return nil }
        self.name = name
    }

    func evaluate(_ walk: inout Walk) { walk.require(.unknown, "the set \(name), which packets change") }
}
