import Checks
import Glibc
import KeyFile
import Node
import SystemPackage

/// nmfence.conf: what is true of this node for every run of every verb.
struct SettingsFile {
    /// A value, and the line that it stands on.
    struct Value {
        let text: String
        let line: Int
    }

    /// Where it is, inside the root.
    static let usualPath: FilePath = "/etc/nmfence/nmfence.conf"
    /// More than anybody writes.
    private static let limit = 256 << 10

    /// The file as somebody outside of the root writes it.
    let path: String
    /// What it sets; nothing where it does not exist.
    private(set) var values: [Setting: [Value]] = [:]
    /// Which findings it waives or weighs differently, in the order of the file.
    private(set) var waivers: [Waiver] = []

    /// Reads the file of this root, which need not be there, or the one that the user named.
    /// - Parameter named: a path of this machine, whatever the root is; nil for the root's own.
    init(_ named: FilePath?, in root: RootDirectory) throws(CommandFailure) {
        path = named?.string ?? root.outside(Self.usualPath).string
        do {
            if let named {
                try read(named.onThisMachine, in: RootDirectory())
            } else if try root.exists(Self.usualPath) {
                try read(Self.usualPath, in: root)
            }
        } catch let error as FileError { throw .file(error) } catch let error as SettingsError {
            throw .settings(error)
        } catch { throw .defect("\(error)") }
    }

    private mutating func read(_ file: FilePath, in root: RootDirectory) throws {
        try checkOwner(root.status(of: file), root.status(of: "/").owner)
        let bytes = try root.read(file, limit: Self.limit)
        let parsed: KeyFile
        do { parsed = try KeyFile(parsing: bytes) } catch {
            throw failure(error.line, "this is no [GROUP], KEY=VALUE or comment, or it stands before the first group")
        }
        for group in parsed.groups {
            let reader = try SettingsGroup(group, path)
            switch reader.kind {
            case .settings: values = try reader.settings()
            case .waiver(let name): waivers.append(try reader.waiver(name, severity: nil))
            case .severity(let name): waivers.append(try reader.waiver(name, severity: reader.severity()))
            }
        }
    }

    /// Root takes orders from a file that only root can write. In an image it may belong to whom the image belongs to.
    private func checkOwner(_ status: FileStatus, _ owner: UInt32) throws(SettingsError) {
        guard geteuid() == 0 else { return }
        var problem: String?
        if status.owner != 0, status.owner != owner { problem = "it belongs to user \(status.owner), not to root" }
        if status.permissions.rawValue & 0o022 != 0 {
            problem =
                "it can be written by others than its owner (mode \(String(status.permissions.rawValue, radix: 8)))"
        }
        guard let problem else { return }
        throw SettingsError(
            path: path, line: nil,
            problem:
                "refused, because \(problem); run 'chown root: \(path) && chmod 644 \(path)' if its content is right",
            isUntrusted: true)
    }

    private func failure(_ line: Int, _ problem: String) -> SettingsError {
        SettingsError(path: path, line: line, problem: problem)
    }
}
