import SystemPackage

/// The version of systemd, and of its udev and networkd, that is installed in a root; nil where no file tells.
public enum SystemdVersion {
    /// The number is in the name of systemd's own library, and in dpkg's list where udev stands alone.
    public static func installed(in root: RootDirectory) -> Int? {
        // What cannot be read may tell of any version, not of the old one that no file tells of.
        do throws(FileError) { return try found(in: root) } catch { return nil }
    }

    private static let library = "libsystemd-shared-".utf8

    private static func found(in root: RootDirectory) throws(FileError) -> Int? {
        for folder in (root.libraryFolders + ["/lib"]).map({ $0.appending("systemd") }) {
            for name in try root.entriesIfPresent(of: folder, where: { $0.starts(with: library) }) {
                if let version = Int(name.string.dropFirst(library.count).prefix { $0.isNumber }) { return version }
            }
        }
        if let packaged = try packaged(in: root) { return packaged }
        // Before 231 there was no such library; 219 is what is left of these, on RHEL 7 and its relatives.
        return try root.exists("/usr/lib/systemd/systemd") ? 219 : nil
    }

    private static func packaged(in root: RootDirectory) throws(FileError) -> Int? {
        guard let list = try root.readIfPresent("/var/lib/dpkg/status", limit: 1 << 25) else { return nil }
        var isUdev = false
        for line in list.split(separator: 0x0A, omittingEmptySubsequences: false) {
            if line.isEmpty { isUdev = false }
            if line.elementsEqual("Package: udev".utf8) { isUdev = true }
            guard isUdev, line.starts(with: "Version: ".utf8) else { continue }
            return Int(
                String(
                    decoding: line.dropFirst("Version: ".utf8.count).prefix { (0x30...0x39).contains($0) },
                    as: UTF8.self))
        }
        return nil
    }
}
