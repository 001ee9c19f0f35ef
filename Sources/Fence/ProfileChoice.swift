import Base
public import Node
import Requirements
import SystemPackage

/// Which profile a run is about, or which several, and why.
public struct ProfileChoice: Hashable, Sendable {
    /// The profile's name, or one for each that was named.
    public let names: [String]
    /// Why this one, as a sentence without a full stop; nil where the user named it.
    public let reason: String?
    /// What is laid over it, by name: see `Profile.additions`.
    public let additions: [String]
    /// Whether what would tell the release, or that flannel carries the packets, could not be read: the profile is one
    /// for want of a better.
    public let isBlind: Bool

    /// The word that stands for the release that runs or is installed, and the default.
    public static let automatic = "auto"

    /// The reason for the default: nothing says otherwise.
    public static let noTrace = "no calico-node container or image found"

    /// Takes names of profiles, `auto` among them, or none for `auto`.
    public init(_ names: [String], in root: RootDirectory) {
        guard !names.isEmpty, names != [Self.automatic] else {
            self.init(in: root)
            return
        }
        let found = names.contains(Self.automatic) ? ProfileChoice(in: root) : nil
        let meant = names.flatMap { $0 == Self.automatic ? found?.names ?? [] : [$0] }
        self.init(
            meant.unique, reason: found?.reason,
            with: found?.additions ?? [], isBlind: found?.isBlind ?? false)
    }

    /// The profile of what runs or is installed.
    private init(in root: RootDirectory) {
        let flannel = Result { () throws(FileError) in try FlannelTrace(in: root) }
        switch InstalledCalico(in: root) {
        case .release(let text, let evidence): self.init([text], "Calico \(text) found in \(evidence.path)", flannel)
        case .several(let releases, let evidence):
            self.init(releases, "\(evidence.path) has images of \(releases.joined(separator: ", "))", flannel)
        case .unreadable(let evidence):
            let why = "cannot determine the release of Calico: \(evidence.text)"
            self.init([Profile.defaultName], reason: why, isBlind: true)
        case .none: self.init([], Self.noTrace, flannel)
        }
    }

    private init(_ names: [String], reason: String?, with additions: [String] = [], isBlind: Bool = false) {
        (self.names, self.reason, self.additions, self.isBlind) = (names, reason, additions, isBlind)
    }

    /// Takes the newest of the releases that are there: a node keeps the images of those before it. Where flannel
    /// carries the packets, that weighs more than the release.
    private init(_ tags: [String], _ reason: String, _ flannel: Result<FlannelTrace?, FileError>) {
        let newest = tags.compactMap { Release(release: $0) }.max()
        let name = newest.map(Profile.name(for:)) ?? Profile.defaultName
        switch flannel {
        case .success(.canal(let path)):
            self.init(["canal"], reason: "\(path) is Canal's" + (newest == nil ? "" : ", \(reason)"))
        case .success(.flannel(let path)):
            let trace = "with flannel, by \(path)"
            self.init([name], reason: newest == nil ? trace : "\(reason), \(trace)", with: ["flannel"])
        case .success(nil): self.init([name], reason: reason)
        case .failure(let error):
            self.init([name], reason: "\(reason); cannot determine whether flannel is used: \(error)", isBlind: true)
        }
    }
}
