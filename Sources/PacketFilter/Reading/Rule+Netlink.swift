import CLinux
import Netlink

extension Rule {
    /// Reads NFTA_RULE_…. Ref: net/netfilter/nf_tables_api.c, nf_tables_fill_rule_info.
    init(_ attributes: NetlinkAttributes) {
        // Each of the list is a NFTA_LIST_ELEM.
        let expressions = (attributes[NFTA_RULE_EXPRESSIONS]?.attributes ?? NetlinkAttributes()).map { element in
            ExpressionTable.expression(element.attribute.attributes)
        }
        self.init(
            handle: attributes[NFTA_RULE_HANDLE]?.network64 ?? 0,
            comment: attributes[NFTA_RULE_USERDATA].flatMap { Self.comment($0.bytes) }, expressions)
    }

    /// The comment in what `nft` keeps with a rule: triples of a type, a length and bytes, `struct nftnl_udata` of
    /// libnftnl.
    private static func comment(_ userData: ArraySlice<UInt8>) -> String? {
        let header = 2
        var rest = userData
        while let type = rest.first, let length = rest.dropFirst().first.map(Int.init), rest.count >= header + length {
            if Int(type) == NMFENCE_NFTNL_UDATA_RULE_COMMENT { return rest.dropFirst(header).prefix(length).text }
            rest = rest.dropFirst(header + length)
        }
        return nil
    }
}
