public import Base
public import Node
import Requirements

/// Which profile a user's word stands for.
public enum ProfileChoice: Hashable, Sendable {
    /// The profile of this name, and the place that led to it where it was not the user.
    case chosen(String, Evidence?)
    /// `auto` was asked for, and the node does not tell its release of Calico: why.
    case undetermined(String)

    /// The word that stands for the release that is installed.
    public static let automatic = "auto"

    /// Takes a profile's name, `auto`, or nil for the default.
    public init(_ name: String?, in root: RootDirectory) {
        guard name == Self.automatic else {
            self = .chosen(name ?? Profile.defaultName, nil)
            return
        }
        switch InstalledCalico(in: root) {
        case .release(let text, let evidence):
            guard let release = Release(release: text) else {
                self = .undetermined("the image's tag \(text) is no release")
                return
            }
            self = .chosen(Profile.name(for: release), evidence)
        case .several(let releases, let evidence):
            self = .undetermined("\(evidence.path) has images of several releases: \(releases.joined(separator: ", "))")
        case .unreadable(let evidence):
            self = .undetermined("which release runs here is not known: \(evidence.text)")
        case .none:
            self = .undetermined("no container or image of calico-node is to be seen on this node")
        }
    }
}
