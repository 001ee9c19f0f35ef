import Base
public import Node
import Requirements
import SystemPackage

/// Which profile a run is about, and why.
public struct ProfileChoice: Hashable, Sendable {
    /// The profile's name.
    public let name: String
    /// Why this one, as a sentence without a full stop; nil where the user named it.
    public let reason: String?
    /// Whether what would tell the release could not be read: the profile is the default for want of a better one.
    public let isBlind: Bool

    /// The word that stands for the release that runs or is installed, and the default.
    public static let automatic = "auto"

    /// The reason for the default: nothing says otherwise.
    public static let noTrace = "no calico-node container or image found"

    /// Takes a profile's name, `auto`, or nil for the same.
    public init(_ name: String?, in root: RootDirectory) {
        if let name, name != Self.automatic {
            self.init(name: name, reason: nil)
            return
        }
        switch InstalledCalico(in: root) {
        case .release(let text, let evidence): self.init([text], "Calico \(text) found in \(evidence.path)")
        case .several(let releases, let evidence):
            self.init(releases, "\(evidence.path) has images of \(releases.joined(separator: ", "))")
        case .unreadable(let evidence):
            let why = "cannot determine the release of Calico: \(evidence.text)"
            self.init(name: Profile.defaultName, reason: why, isBlind: true)
        case .none: self.init([], Self.noTrace)
        }
    }

    private init(name: String, reason: String?, isBlind: Bool = false) {
        (self.name, self.reason, self.isBlind) = (name, reason, isBlind)
    }

    /// Takes the newest of the releases that are there: a node keeps the images of those before it.
    private init(_ tags: [String], _ reason: String) {
        guard let newest = tags.compactMap({ Release(release: $0) }).max() else {
            self.init(name: Profile.defaultName, reason: reason)
            return
        }
        self.init(name: Profile.name(for: newest), reason: reason)
    }
}
