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
            + patterns.map { FencedPatternCheck(pattern: $0, severity: .required, reference: reference) }
            + [ConfigurationOverrideCheck(), LiveDevicesCheck(patterns: patterns), ReloadedCheck(patterns: patterns)]
    }
}
