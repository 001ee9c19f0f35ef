public import NetworkManagerConfiguration
import Node
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

    private static let programs: [FilePath] = [
        "/usr/lib/systemd/systemd-udevd", "/lib/systemd/systemd-udevd", "/usr/bin/udevadm", "/bin/udevadm",
        "/usr/sbin/udevadm", "/sbin/udevadm", "/sbin/udevd",
    ]
    /// The socket of the daemon, and its folder.
    private static let runtimeDirectory: FilePath = "/run/udev"

    init(in root: RootDirectory, isRunning: Bool) {
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
        rules.map { .rules($0.prediction(for: device, version: version)) } ?? .silent
    }

    /// The rules that say whether NetworkManager manages an interface.
    public var deciding: [Origin] { rules?.deciding(version: version) ?? [] }
}
