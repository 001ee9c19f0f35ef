import CLinux
import Netlink

/// The expressions of nf_tables that are evaluated, one a line.
enum ExpressionTable {
    static let types: [any Expression.Type] = [
        NFTBitwise.self,
        NFTByteorder.self,
        NFTCmp.self,
        NFTCt.self,
        NFTDynset.self,
        NFTExthdr.self,
        NFTFib.self,
        NFTFwd.self,
        NFTImmediate.self,
        NFTLimit.self,
        NFTLookup.self,
        NFTMasq.self,
        NFTMatch.self,
        NFTMeta.self,
        NFTNat.self,
        NFTNotrack.self,
        NFTNumgen.self,
        NFTObjref.self,
        NFTPassive.self,
        NFTPayload.self,
        NFTQueue.self,
        NFTRange.self,
        NFTRedir.self,
        NFTReject.self,
        NFTSynproxy.self,
        NFTTarget.self,
        NFTTproxy.self,
    ]

    private static let byName: [String: any Expression.Type] = Dictionary(
        types.flatMap { type in type.names.map { ($0, type) } }, uniquingKeysWith: { first, _ in first })

    /// Reads NFTA_EXPR_…: the name and the attributes of the expression itself.
    static func expression(_ attributes: NetlinkAttributes) -> any Expression {
        let name = attributes[NFTA_EXPR_NAME]?.text ?? ""
        let data = attributes[NFTA_EXPR_DATA]?.attributes ?? NetlinkAttributes()
        return byName[name]?.init(data) ?? UnknownExpression(name: name)
    }
}
