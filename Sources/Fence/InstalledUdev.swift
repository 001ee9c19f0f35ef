import Base
import KeyFile
public import NetworkManagerConfiguration
public import Node
import OtherManagers
import SystemPackage

/// The udev that is installed in a root, and what its rules say of interfaces that are not there yet.
///
/// Everything is read when somebody asks first.
public final class InstalledUdev {
    private let root: RootDirectory
    /// Whether the root is of a system that runs, where udev can be seen to run.
    private let isRunning: Bool
    /// The rules; nil where there is no udev that would read them.
    private lazy var rules = isThere ? UdevRules(reading: root) : nil
    /// The version of systemd that it belongs to; nil where no file tells.
    private lazy var version = SystemdVersion.installed(in: root)

    /// The files that apply to links when they appear. What they ask of the machine is taken to be unknown.
    private lazy var linkFiles = Result { () throws(FileError) in
        try LinkFiles(in: root, for: version ?? Self.assumedVersion, on: HostTraits())
    }
    /// Which files are read, and what they ask for, is the same in all versions that give properties.
    private static let assumedVersion = 257

    private static let programs: [FilePath] = [
        "/usr/lib/systemd/systemd-udevd", "/lib/systemd/systemd-udevd", "/usr/bin/udevadm", "/bin/udevadm",
        "/usr/sbin/udevadm", "/sbin/udevadm", "/sbin/udevd",
    ]
    /// The socket of the daemon, and its folder.
    private static let runtimeDirectory: FilePath = "/run/udev"

    /// Reads nothing yet.
    /// - Parameter isRunning: whether the root is of a system that runs.
    public init(in root: RootDirectory, isRunning: Bool) {
        self.root = root
        self.isRunning = isRunning
    }

    private var isThere: Bool {
        // What cannot be looked at is taken to be there: its rules are then found, or not.
        func exists(_ path: FilePath) -> Bool { (try? root.exists(path)) != false }
        return Self.programs.contains(where: exists) && (!isRunning || exists(Self.runtimeDirectory))
    }

    /// What the rules say of an interface that is not there yet.
    public func facts(of device: DeviceTraits) -> DeviceFacts.Udev {
        rules.map { .rules($0.prediction(for: device, version: version, linkFile: linkFile(for: device))) } ?? .silent
    }

    /// The line of a .link file by which udev may give the interface properties.
    private func linkFile(for device: DeviceTraits) -> Origin? {
        switch linkFiles {
        case .failure(let error): return Origin(path: error.path, line: nil)
        case .success(let files):
            // Of a link whose driver is known it is known what it is.
            var kind: InterfaceKind?
            if case .known(let driver) = device.driver { kind = InterfaceKind(rawValue: driver.description) }
            return files.property(for: LinkTraits(name: device.name.description, kind: kind ?? .unknown)).map {
                Origin(path: FilePath($0.path), line: $0.line)
            }
        }
    }

    /// The rules that say whether NetworkManager manages an interface.
    public var deciding: [Origin] { rules?.deciding(version: version) ?? [] }
}
