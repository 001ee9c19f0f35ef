/// The targets of x_tables that are evaluated, one a line.
enum TargetTable {
    static let types: [any Target.Type] = [
        XTAccept.self,
        XTCT.self,
        XTConnmarkTarget.self,
        XTDestinationNAT.self,
        XTMarkTarget.self,
        XTNotrack.self,
        XTPassive.self,
        XTReject.self,
        XTSourceNAT.self,
    ]

    private static let byName: [String: any Target.Type] = Dictionary(
        types.flatMap { type in type.names.map { ($0, type) } }, uniquingKeysWith: { first, _ in first })

    static func target(_ info: ExtensionInfo) -> any Target {
        byName[info.name]?.init(info) ?? UnknownTarget(name: info.name)
    }
}
