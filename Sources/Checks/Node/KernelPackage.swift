import Base
import Fence
import Node
import SystemPackage

/// How the distributions install kernels and their modules.
struct KernelPackage {
    private enum Family { case debian, ubuntu, fedora, ostree, suse, arch, other }

    private let family: Family
    private let kernel: KernelRelease?
    private let root: RootDirectory
    private let isOpenShift: Bool

    /// - Parameter context: the node, whose distribution and kernel decide.
    init(_ context: CheckContext) {
        let system = context.node.system
        kernel = context.node.kernel.release
        root = context.root
        isOpenShift = context.fence.isOpenShift
        let names = [system.id].compactMap(\.self) + system.relatives
        func isOne(of wanted: String...) -> Bool { names.contains { wanted.contains($0) } }
        family =
            if system["VARIANT_ID"] == "coreos" || system.id == "rhcos" || system["OSTREE_VERSION"] != nil {
                .ostree
            } else if isOne(of: "ubuntu") {
                .ubuntu
            } else if isOne(of: "debian") {
                .debian
            } else if isOne(of: "rhel", "fedora", "centos") {
                .fedora
            } else if isOne(of: "suse", "opensuse", "sles") {
                .suse
            } else if isOne(of: "arch") {
                .arch
            } else {
                .other
            }
    }

    /// What brings a kernel that has something which this one was built without.
    /// - Parameter need: what it must have, such as `CONFIG_IP_SET`.
    func update(for need: String) -> Remedy {
        if isOpenShift {
            return Remedy("oc get clusterversion", note: "the kernel is that of the cluster's release: upgrade it")
        }
        guard isDistributions else {
            let name = kernel.map { " (\($0.text))" } ?? ""
            return Remedy(words: "this is a vendor's kernel\(name): rebuild it, or update it to one that has \(need)")
        }
        let command: String
        switch family {
        case .debian: command = "apt-get install linux-image-\(flavour ?? "$(dpkg --print-architecture)")"
        case .ubuntu: command = "apt-get install linux-\(flavour ?? "generic")"
        case .fedora: command = "\(tool) upgrade \(fedoraFlavour ?? "kernel")"
        case .ostree: command = "rpm-ostree upgrade"
        case .suse: command = "zypper update kernel-\(flavour ?? "default")"
        case .arch: command = "pacman -Syu linux"
        case .other: return Remedy(words: "install a kernel that has \(need), drain the node and restart it")
        }
        return Remedy(inRoot(command), note: "then drain the node and restart it", disrupts: true)
    }

    /// What brings the file of a module of this kernel.
    func install(_ module: String) -> Remedy {
        let release = kernel?.text ?? "$(uname -r)"
        if isOpenShift {
            return Remedy(
                words: "give the node's pool an image with kernel-modules-extra (a MachineConfig with osImageURL)")
        }
        guard isDistributions else {
            return Remedy(words: "this is a vendor's kernel (\(release)): install its module \(module)")
        }
        switch family {
        case .debian:
            let package = release.hasSuffix("-pve") ? "proxmox-kernel-\(release)" : "linux-image-\(release)"
            return Remedy(inRoot("apt-get install --reinstall \(package)"))
        case .ubuntu: return Remedy(inRoot("apt-get install linux-modules-extra-\(release)"))
        case .fedora: return Remedy(inRoot(fedoraInstall(release)))
        case .ostree:
            return Remedy(
                inRoot("rpm-ostree install kernel-modules-extra"), note: "then drain the node and restart it",
                disrupts: true)
        case .suse: return Remedy(inRoot("zypper install --force kernel-\(flavour ?? "default")"))
        case .arch: return Remedy(inRoot("pacman -S linux"), note: "then drain the node and restart it", disrupts: true)
        case .other:
            return Remedy(
                words: "install the package with the modules of kernel \(release), then run: depmod -a \(release)")
        }
    }

    /// A package manager outside would change the machine that looks.
    private func inRoot(_ command: String) -> String {
        root.isHost ? command : "chroot \(root.path.string.shellWord) \(command)"
    }

    // MARK: Flavours

    private static let flavours: [Family: Set<String>] = [
        .debian: [
            "amd64", "arm64", "armmp", "686", "pae", "powerpc64le", "s390x", "riscv64", "loong64", "pve", "4kc",
            "octeon",
        ],
        .ubuntu: [
            "generic", "lowlatency", "aws", "azure", "gcp", "gke", "ibm", "kvm", "oracle", "raspi", "virtual",
        ],
        .suse: ["default", "azure", "preempt", "rt", "64kb"],
    ]

    /// The last word of the release, which distributions that build several kernels give.
    private var lastWord: String? { kernel?.text.split(separator: "-").last.map(String.init) }

    /// Whether the kernel is one that the distribution built: another takes its place only together with the vendor's
    /// drivers. A release that is not known is taken for the distribution's.
    private var isDistributions: Bool {
        guard let kernel, let lastWord else { return true }
        switch family {
        case .debian, .ubuntu, .suse: return Self.flavours[family]?.contains(lastWord) == true
        case .fedora: return kernel.vendor != nil || isUnbreakable
        case .ostree, .arch, .other: return true
        }
    }

    /// The package's flavour; nil where the kernel is not known, or has none of its own.
    private var flavour: String? {
        guard let kernel, let lastWord, isDistributions, lastWord != "pve" else { return nil }
        // `6.1.0-56-cloud-amd64`, `6.1.0-56-rt-amd64`.
        let words = kernel.text.split(separator: "-").dropFirst().filter { $0.first?.isNumber != true }
        return family == .debian ? words.joined(separator: "-") : lastWord
    }

    private var isUnbreakable: Bool { kernel?.text.contains("uek") == true }

    /// dnf came with 8.
    private var tool: String { ["el7", "amzn2"].contains(kernel?.vendor) ? "yum" : "dnf" }

    private var fedoraFlavour: String? {
        guard let text = kernel?.text else { return nil }
        if isUnbreakable { return "kernel-uek" }
        if text.hasSuffix("+rt") || text.contains(".rt") { return "kernel-rt" }
        return text.hasSuffix("+64k") ? "kernel-64k" : nil
    }

    private func fedoraInstall(_ release: String) -> String {
        let package = fedoraFlavour ?? "kernel"
        let plain = release.split(separator: "+").first.map(String.init) ?? release
        let isOldUnbreakable = isUnbreakable && ["el7uek", "el8uek"].contains { release.contains($0) }
        // These have every module in the kernel's own package.
        if tool == "yum" || isOldUnbreakable { return "\(tool) reinstall \(package)-\(plain)" }
        return "dnf install \(package)-modules-extra-\(plain)"
    }
}
