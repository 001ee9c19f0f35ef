import KeyFile
public import NetworkManagerConfiguration
import Node
import Requirements
import SystemPackage

/// The checks of what NetworkManager does and will do.
public enum NetworkManagerChecks {
    /// One check a pattern, and those of the configuration and the daemon as a whole.
    public static func all(patterns: [InterfacePattern], reference: String) -> [any Check] {
        [PresenceCheck(), ConfigurationSyntaxCheck()]
            + zip(patterns, ids(of: patterns)).map {
                FencedPatternCheck(pattern: $0, id: $1, severity: .required, reference: reference)
            }
            + [ConfigurationOverrideCheck(), LiveDevicesCheck(patterns: patterns), ReloadedCheck(patterns: patterns)]
    }

    /// The IDs of patterns, without what a glob has: `nm.unmanaged.cali` for `cali*`. One that is taken gets a number.
    static func ids(of patterns: [InterfacePattern]) -> [String] {
        var ids: [String] = []
        for pattern in patterns {
            var stem = "nm.unmanaged." + pattern.description.filter { !"*?[]".contains($0) }
            while stem.hasSuffix(".") { stem.removeLast() }
            var (id, number) = (stem, 1)
            while ids.contains(id) {
                number += 1
                id = "\(stem)-\(number)"
            }
            ids.append(id)
        }
        return ids
    }
}
