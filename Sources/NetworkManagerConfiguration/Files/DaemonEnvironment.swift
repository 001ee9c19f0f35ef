public import KeyFile

/// What is known of the daemon's environment.
public enum DaemonEnvironment: Hashable, Sendable {
    /// Its variables; empty where it is known to have none that matter (a daemon that systemd starts).
    case known([RawText: RawText])
    /// Not visible from here.
    case unknown

    /// The one variable that matters here.
    static let tag: RawText = "NM_CONFIG_ENABLE_TAG"

    /// An environment that tells the value of a variable by its name; only the one that matters is asked for.
    public static func told(by value: (_ name: String) -> String?) -> DaemonEnvironment {
        .known(value(tag.description).map { [tag: RawText($0)] } ?? [:])
    }
}
