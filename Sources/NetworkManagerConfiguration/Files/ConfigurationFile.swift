public import SystemPackage

/// A file (or a directory) of the configuration, and what NetworkManager does with it.
public struct ConfigurationFile: Hashable, Sendable {
    /// Which of the places it is in; later ones win.
    public enum Layer: String, Hashable, Sendable, CaseIterable {
        /// `/usr/lib/NetworkManager/conf.d`.
        case vendor
        /// `/run/NetworkManager/conf.d`.
        case runtime
        /// `NetworkManager.conf`, or its predecessor `nm-system-settings.conf`.
        case main
        /// `/etc/NetworkManager/conf.d`.
        case admin
        /// The daemon's own file, `NetworkManager-intern.conf`.
        case intern
    }

    /// What becomes of it.
    public enum Status: String, Hashable, Sendable {
        /// Read and merged.
        case read
        /// Hidden by a file of the same name in a higher layer.
        case shadowed
        /// Switched off by its own `[.config] enable=`.
        case disabled
        /// Not looked at: the name does not end in `.conf`, or another main file is used.
        case ignored
        /// Not readable, here or by NetworkManager, or not parsable.
        case unreadable
    }

    /// Where it is.
    public let path: FilePath
    /// Which place that is.
    public let layer: Layer
    /// What becomes of it.
    public let status: Status
    /// Why, in words; nil where the status says it all.
    public let reason: String?
    /// True where it is not known from here whether, or how, it counts.
    public let isUncertain: Bool

    init(_ path: FilePath, _ layer: Layer, _ status: Status, _ reason: String? = nil, isUncertain: Bool = false) {
        self.path = path
        self.layer = layer
        self.status = status
        self.reason = reason
        self.isUncertain = isUncertain
    }
}
