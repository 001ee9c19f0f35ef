import Base
public import Node
import SystemPackage

/// What systemd's [Match] sections can ask of the machine; nil is what is not known from here.
public struct HostTraits: Hashable, Sendable {
    /// The host's name.
    public var name: String?
    /// The number of the installation: machine-id(5).
    public var machineID: String?
    /// The release of the running kernel.
    public var kernelRelease: String?
    /// The running kernel's command line.
    public var commandLine: String?
    /// The processor in systemd's words: `x86-64`.
    public var architecture: String?
    /// The virtual machine or container that it is, in systemd's words, `none` for neither: one of these.
    public var virtualization: [String]?

    /// Nothing is known.
    public init() {}

    /// What a root tells.
    /// - Parameter kernel: the one that runs there, or would.
    public init(of kernel: NodeKernel, in root: RootDirectory) throws(FileError) {
        machineID = try Self.line(of: "/etc/machine-id", root)
        guard kernel.isRunning else { return }
        name = try Self.line(of: "/proc/sys/kernel/hostname", root)
        kernelRelease = kernel.release?.text
        commandLine = try Self.line(of: "/proc/cmdline", root)
        architecture = kernel.machine.flatMap { Self.architectures[$0] }
        virtualization = try Self.virtualization(in: root)
    }

    private static func line(of path: FilePath, _ root: RootDirectory) throws(FileError) -> String? {
        try root.readIfPresent(path, limit: 1 << 16).flatMap { bytes in
            String(decoding: bytes, as: UTF8.self).split(separator: "\n").first.map(String.init)
        }
    }

    private static let architectures = [
        "x86_64": "x86-64", "i686": "x86", "aarch64": "arm64", "armv7l": "arm", "ppc64le": "ppc64-le", "ppc64": "ppc64",
        "s390x": "s390x", "riscv64": "riscv64", "loongarch64": "loongarch64",
    ]

    /// What the firmware says of itself, as `detect_vm_dmi()` in src/basic/virt.c reads it. QEMU with KVM is told apart
    /// by the processor only.
    private static let vendors: [(prefix: String, names: [String])] = [
        ("KVM", ["kvm"]), ("OpenStack", ["kvm"]), ("KubeVirt", ["kvm"]), ("Amazon EC2", ["amazon", "kvm"]),
        ("QEMU", ["kvm", "qemu"]), ("VMware", ["vmware"]), ("VMW", ["vmware"]), ("innotek GmbH", ["oracle"]),
        ("VirtualBox", ["oracle"]), ("Oracle Corporation", ["oracle"]), ("Xen", ["xen"]), ("Bochs", ["bochs"]),
        ("Parallels", ["parallels"]), ("BHYVE", ["bhyve"]), ("Hyper-V", ["microsoft"]),
    ]

    private static func virtualization(in root: RootDirectory) throws(FileError) -> [String]? {
        if let container = try line(of: "/run/systemd/container", root) { return [container] }
        for file in ["product_name", "sys_vendor", "board_vendor", "bios_vendor"] {
            guard let text = try line(of: FilePath("/sys/class/dmi/id/\(file)"), root) else { continue }
            if let vendor = vendors.first(where: { text.hasPrefix($0.prefix) }) { return vendor.names }
        }
        return nil
    }
}
