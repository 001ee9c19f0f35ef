public import Node
import SystemPackage

/// The connection profiles that are stored on a node.
public enum ConnectionProfiles {
    /// The folders of key files. In the vendor's and the runtime's the names end in `.nmconnection`.
    private static let folders: [(path: FilePath, suffix: String)] = [
        ("/etc/NetworkManager/system-connections", ""), ("/run/NetworkManager/system-connections", ".nmconnection"),
        ("/usr/lib/NetworkManager/system-connections", ".nmconnection"),
    ]
    private static let scripts: FilePath = "/etc/sysconfig/network-scripts"

    /// Reads all of them.
    /// - Throws: where one may be there, and cannot be read.
    public static func all(in root: RootDirectory) throws(FileError) -> [ConnectionProfile] {
        var profiles: [ConnectionProfile] = []
        for (folder, suffix) in folders {
            for name in try root.entriesIfPresent(of: folder)
            where name.string.hasSuffix(suffix) && !name.string.hasPrefix(".") && !name.string.hasSuffix("~") {
                let path = folder.appending(name)
                guard let bytes = try contents(of: path, in: root) else { continue }
                if let profile = ConnectionProfile(keyFile: bytes, at: path) { profiles.append(profile) }
            }
        }
        for name in try root.entriesIfPresent(of: scripts)
        where name.string.hasPrefix("ifcfg-") && !name.string.hasSuffix("~") && !name.string.hasSuffix(".bak") {
            let path = scripts.appending(name)
            guard let bytes = try contents(of: path, in: root) else { continue }
            if let profile = ConnectionProfile(ifcfg: bytes, at: path) { profiles.append(profile) }
        }
        return profiles
    }

    /// Nil for what is no file.
    private static func contents(of path: FilePath, in root: RootDirectory) throws(FileError) -> [UInt8]? {
        do throws(FileError) { return try root.readIfPresent(path, limit: 1 << 20) } catch {
            if case .notRegular = error.code { return nil }
            throw error
        }
    }
}
