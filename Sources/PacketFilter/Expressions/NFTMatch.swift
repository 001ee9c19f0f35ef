import Base
import CLinux
import Netlink

/// A match of x_tables, as iptables-nft writes them. Ref: net/netfilter/nft_compat.c, nft_match_eval.
struct NFTMatch: Expression {
    static let names = ["match"]

    let match: any Match

    var ipsetIndex: UInt16? { match.ipsetIndex }

    var tracksConnections: Bool { match.tracksConnections }

    var limitsRate: Bool { match.limitsRate }

    var comment: String? { match.comment }

    init?(_ attributes: NetlinkAttributes) {
        guard let name = attributes[NFTA_MATCH_NAME]?.text, let revision = attributes[NFTA_MATCH_REV]?.network32,
            let information = attributes[NFTA_MATCH_INFO]?.bytes
        else { return nil }
        self.init(ExtensionInfo(name: name, revision: revision, bytes: information))
    }

    init(_ info: ExtensionInfo) { match = MatchTable.match(info) }

    func evaluate(_ walk: inout Walk) {
        let answer = match.matches(walk)
        guard answer != .yes else { return }
        let reason = match.reason(walk)
        walk.require(answer, reason)
    }
}
