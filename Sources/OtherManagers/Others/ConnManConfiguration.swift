public import Base
public import Node
public import SystemPackage

/// Which interfaces connman leaves alone: `NetworkInterfaceBlacklist` of connman.conf(5), a list of beginnings of
/// names.
public struct ConnManConfiguration: Hashable, Sendable {
    private let beginnings: [String]
    /// The line that decides; nil where there is none, and connman's own list holds.
    public let evidence: Evidence?

    /// The file.
    public static let path: FilePath = "/etc/connman/main.conf"

    /// connman's own list.
    private static let own = ["vmnet", "vboxnet", "virbr", "ifb", "ve-", "vb-", "ham", "veth"]

    /// Reads the file.
    public init(in root: RootDirectory) throws(FileError) {
        let file = SystemdFile(try root.readIfPresent(Self.path, limit: 1 << 20) ?? [], at: Self.path)
        let setting = file.settings.last { $0.section == "General" && $0.key == "NetworkInterfaceBlacklist" }
        beginnings =
            setting?.value.split(separator: ",").map { $0.filter { $0 != " " } } ?? Self.own
        evidence = setting?.evidence
    }

    /// The list with more names.
    public func adding(_ names: [String]) -> String {
        (beginnings + names.filter { !beginnings.contains($0) }).joined(separator: ",")
    }

    /// Whether it takes an interface.
    public func takes(_ name: String) -> Bool { !beginnings.contains { name.hasPrefix($0) } }
}
