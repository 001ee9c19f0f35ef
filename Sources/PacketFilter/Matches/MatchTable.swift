/// The matches of x_tables that are evaluated, one a line.
enum MatchTable {
    static let types: [any Match.Type] = [
        XTAddrtype.self,
        XTComment.self,
        XTConnmark.self,
        XTConntrack.self,
        XTEUI64.self,
        XTExtensionHeader.self,
        XTHashlimit.self,
        XTHelper.self,
        XTHopLimit.self,
        XTIPv6Header.self,
        XTIcmp.self,
        XTIprange.self,
        XTLength.self,
        XTLimit.self,
        XTMark.self,
        XTMultiport.self,
        XTOwner.self,
        XTPkttype.self,
        XTRecent.self,
        XTRpfilter.self,
        XTSet.self,
        XTState.self,
        XTStatistic.self,
        XTTcp.self,
        XTTcpmss.self,
        XTUdp.self,
    ]

    private static let byName: [String: any Match.Type] = Dictionary(
        types.flatMap { type in type.names.map { ($0, type) } }, uniquingKeysWith: { first, _ in first })

    static func match(_ info: ExtensionInfo) -> any Match {
        byName[info.name]?.init(info) ?? UnknownMatch(name: info.name)
    }
}
