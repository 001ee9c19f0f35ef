import Base
import Node
public import SystemPackage

/// A .network or .link file with its drop-ins, taken together.
public struct MatchedFile: Hashable, Sendable {
    /// The file.
    public let path: FilePath
    /// Which links it is for.
    public let match: LinkMatch
    /// Its assignments and those of its drop-ins behind, in systemd's order.
    public let settings: [SystemdFile.Setting]

    /// The last assignment of a key.
    func last(_ section: String, _ key: String) -> SystemdFile.Setting? {
        settings.last { $0.section == section && $0.key == key }
    }

    /// The files of a kind that systemd does not pass over, in its order.
    /// - Parameters:
    ///   - suffix: `.network` or `.link`.
    ///   - version: of systemd.
    static func all(
        suffix: String, in folders: SystemdFolders, for version: Int
    ) throws(FileError) -> [MatchedFile] {
        var files: [MatchedFile] = []
        for path in try folders.files(in: folder, suffix: suffix) {
            if let file = try MatchedFile(path, suffix, in: folders, for: version) { files.append(file) }
        }
        return files
    }

    private static let folder = "systemd/network"

    /// Nil where systemd passes over it: see ``SystemdFolders/settings(of:)``; a line of it or of a drop-in is no
    /// section and no assignment; or, since 244, nothing is asked for in [Match].
    private init?(
        _ path: FilePath, _ suffix: String, in folders: SystemdFolders, for version: Int
    ) throws(FileError) {
        guard let file = try folders.settings(of: path) else { return nil }
        var settings = file.settings
        var isRefused = file.isRefused(by: version)
        let dropIns = "\(Self.folder)/\(SystemdFolders.name(path)).d"
        // udev reads none before 248 (systemd pull request 18873).
        let readsDropIns = suffix != ".link" || version >= 248
        for dropIn in readsDropIns ? try folders.files(in: dropIns, suffix: ".conf") : [] {
            guard let more = try folders.settings(of: dropIn) else { continue }
            settings += more.settings
            isRefused = isRefused || more.isRefused(by: version)
        }
        let match = LinkMatch(settings, for: version, isLinkFile: suffix == ".link")
        if isRefused || match.isEmpty && version >= 244 { return nil }
        (self.path, self.match, self.settings) = (path, match, settings)
    }
}
