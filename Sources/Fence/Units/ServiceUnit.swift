public import Base
public import Node
public import SystemPackage

/// Whether systemd starts a service at boot, by its files: systemd.unit(5), "Unit File Load Path", and systemctl(1).
public enum ServiceUnit: Hashable, Sendable {
    /// Nothing can start it: its file is a link to /dev/null, or empty.
    case masked(Evidence)
    /// It is there, and nothing asks for it at boot.
    case disabled(Evidence)
    /// Something asks for it, or may.
    case enabled
    /// There is no such unit, or another system than systemd starts things.
    case missing

    /// Looks for a unit.
    /// - Parameters:
    ///   - companions: units that require it, so that it is started with them.
    ///   - isPreset: whether the distribution's presets enable it at the first boot.
    ///   - links: which units start others in this root.
    public init(
        _ name: FilePath.Component, startedWith companions: [FilePath.Component] = [], isPreset: Bool = true,
        links: UnitLinks, in root: RootDirectory
    ) throws(FileError) {
        guard let path = try Self.file(of: name, in: root) else {
            self = .missing
            return
        }
        if let how = try Self.mask(path, in: root) {
            self = .masked(Evidence(path, how))
            return
        }
        if try links.start(anyOf: [name] + companions) {
            self = .enabled
            return
        }
        let isNew = isPreset ? try Self.isBeforeFirstBoot(root) : false
        self = isNew ? .enabled : .disabled(Evidence(path, "not enabled by any target"))
    }

    private static func file(of name: FilePath.Component, in root: RootDirectory) throws(FileError) -> FilePath? {
        for folder in UnitLinks.folders where try root.hasEntry(folder.appending(name)) {
            return folder.appending(name)
        }
        return nil
    }

    /// How it is masked; nil where it is not.
    private static func mask(_ path: FilePath, in root: RootDirectory) throws(FileError) -> String? {
        let status = try root.statusOfLink(path)
        if status.kind == .symbolicLink {
            return try root.linkTarget(of: path).string == "/dev/null" ? "is a link to /dev/null" : nil
        }
        return status.kind == .regular && status.size == 0 ? "is empty" : nil
    }

    /// At the first boot systemd enables what the distribution's presets say: machine-id(5), "First Boot Semantics".
    private static func isBeforeFirstBoot(_ root: RootDirectory) throws(FileError) -> Bool {
        let identity = try root.readIfPresent("/etc/machine-id", limit: 64)
        return identity.map { $0.isEmpty || $0.starts(with: "uninitialized".utf8) } ?? true
    }
}
