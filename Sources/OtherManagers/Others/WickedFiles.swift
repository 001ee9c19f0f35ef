public import Base
public import Node
import SystemPackage

/// The interfaces that wicked has a configuration for: it touches no others.
public struct WickedFiles: Sendable {
    /// The interfaces by name, with their file.
    public let interfaces: [(name: String, file: Evidence)]

    private static let folder: FilePath = "/etc/sysconfig/network"

    /// Lists the files: ifcfg(5).
    public init(in root: RootDirectory) throws(FileError) {
        var interfaces: [(name: String, file: Evidence)] = []
        for entry in try root.entriesIfPresent(of: Self.folder) where entry.string.hasPrefix("ifcfg-") {
            let path = Self.folder.appending(entry)
            let lines = WordLines(try root.readIfPresent(path, limit: 1 << 20) ?? []).lines
            let mode = lines.last { $0.text.hasPrefix("STARTMODE=") }
            let word = mode?.text.dropFirst("STARTMODE=".count).filter { $0 != "\"" && $0 != "'" }.lowercased()
            if ["off", "manual"].contains(word ?? "manual") { continue }
            interfaces.append(
                (String(entry.string.dropFirst("ifcfg-".count)), Evidence(path, line: mode?.number, mode?.text ?? "")))
        }
        self.interfaces = interfaces
    }
}
