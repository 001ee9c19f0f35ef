/// The matches of x_tables that are evaluated, one a line.
enum MatchTable {
    static let types: [any Match.Type] = [
        XTAddrtype.self,
        XTComment.self,
        XTConntrack.self,
        XTExtensionHeader.self,
        XTIcmp.self,
        XTIprange.self,
        XTMark.self,
        XTMultiport.self,
        XTPkttype.self,
        XTRpfilter.self,
        XTSet.self,
        XTState.self,
        XTTcp.self,
        XTUdp.self,
    ]

    private static let byName: [String: any Match.Type] = Dictionary(
        types.flatMap { type in type.names.map { ($0, type) } }, uniquingKeysWith: { first, _ in first })

    static func match(_ info: ExtensionInfo) -> any Match {
        byName[info.name]?.init(info) ?? UnknownMatch(name: info.name)
    }
}
