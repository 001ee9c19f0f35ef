public import Base
public import Node
import SystemPackage

/// The .link files of udev, and which of them it applies to a link when that appears: the first that matches, by name.
public struct LinkFiles: Sendable {
    /// What such a file does to a link of Calico's.
    public enum Effect: Hashable, Sendable {
        /// Gives it another name.
        case name
        /// Gives it an address made from its name, or a random one, unless who made it gave it one.
        case generatedAddress
        /// Gives it this very address.
        case fixedAddress
    }

    private let files: [MatchedFile]
    private let host: HostTraits
    private let version: Int

    /// Reads every file; udev reads them as root.
    /// - Throws: where a file counts, and cannot be read from here.
    public init(in root: RootDirectory, for version: Int, on host: HostTraits) throws(FileError) {
        files = try MatchedFile.all(suffix: ".link", in: SystemdFolders(in: root), for: version)
        (self.host, self.version) = (host, version)
    }

    /// The file that applies to a link, and whether that is certain; nil where none does.
    public func file(for link: LinkTraits) -> (file: MatchedFile, isCertain: Bool)? {
        for file in files {
            switch file.match.holds(for: link, on: host) {
            case .no: continue
            case .unknown: return (file, false)
            case .yes: return (file, true)
            }
        }
        return nil
    }

    /// The line by which udev may give a link properties, which rules ask for, when it appears; nil where none does.
    /// Known since 257.
    public func property(for link: LinkTraits) -> Evidence? {
        for file in files {
            let isMatched = file.match.holds(for: link, on: host)
            if isMatched == .no { continue }
            let setting = file.settings.first { $0.section == "Link" && Self.properties.contains($0.key) }
            if let setting { return setting.evidence }
            // A later file has no say.
            if isMatched == .yes { return nil }
        }
        return nil
    }

    private static let properties = ["Property", "ImportProperty", "UnsetProperty"]

    /// What a file does to a virtual link, with the assignment that says so.
    public func effects(of file: MatchedFile) -> [(effect: Effect, evidence: Evidence)] {
        var effects: [(effect: Effect, evidence: Evidence)] = []
        // A policy names virtual links as the kernel does: only a name that is given outright is another one. Who made
        // the link gave it its name: udev leaves that unless no policy is set that keeps it.
        if let name = file.last("Link", "Name"), !name.value.isEmpty, !keepsName(file) {
            effects.append((.name, name.evidence))
        }
        let policy = file.last("Link", "MACAddressPolicy")
        if let policy, ["persistent", "random"].contains(policy.value) {
            // Before 242 no address could be made for a link on no bus.
            if version >= 242 || policy.value == "random" { effects.append((.generatedAddress, policy.evidence)) }
        } else if let address = file.last("Link", "MACAddress"), HardwareAddressText(address.value) != nil {
            effects.append((.fixedAddress, address.evidence))
        }
        return effects
    }

    private func keepsName(_ file: MatchedFile) -> Bool {
        file.last("Link", "NamePolicy").map { $0.value.split(separator: " ").contains("keep") } ?? false
    }
}
