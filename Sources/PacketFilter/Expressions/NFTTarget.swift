import CLinux
import Netlink

/// A target of x_tables, as iptables-nft writes them. Ref: net/netfilter/nft_compat.c, nft_target_eval_xt.
struct NFTTarget: Expression {
    static let names = ["target"]

    let target: any Target

    var marksConnection: Bool { target is XTConnmarkTarget }

    var tracksConnections: Bool { target.tracksConnections }

    init?(_ attributes: NetlinkAttributes) {
        guard let name = attributes[NFTA_TARGET_NAME]?.text, let revision = attributes[NFTA_TARGET_REV]?.network32,
            let information = attributes[NFTA_TARGET_INFO]?.bytes
        else { return nil }
        self.init(ExtensionInfo(name: name, revision: revision, bytes: information))
    }

    init(_ info: ExtensionInfo) { target = TargetTable.target(info) }

    func evaluate(_ walk: inout Walk) { target.apply(to: &walk) }
}
