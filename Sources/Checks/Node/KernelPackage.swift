import Node

/// How the distributions install kernels and their modules.
struct KernelPackage {
    private enum Family { case debian, ubuntu, fedora, ostree, suse, arch, other }

    private let family: Family

    init(_ system: OSRelease) {
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

    /// The command that brings the newest kernel.
    var update: String {
        switch family {
        case .debian: "apt-get install linux-image-$(dpkg --print-architecture) && reboot"
        case .ubuntu: "apt-get install linux-generic && reboot"
        case .fedora: "dnf upgrade kernel && reboot"
        case .ostree: "rpm-ostree upgrade --reboot"
        case .suse: "zypper update kernel-default && reboot"
        case .arch: "pacman -Syu && reboot"
        case .other: "install a newer kernel and restart the node"
        }
    }

    /// The command that brings the file of a module of one kernel.
    func install(for kernel: KernelRelease?) -> String {
        let release = kernel?.text ?? "$(uname -r)"
        return switch family {
        case .debian: "apt-get install --reinstall linux-image-\(release)"
        case .ubuntu: "apt-get install linux-modules-extra-\(release)"
        case .fedora: "dnf install kernel-modules-extra-\(release)"
        case .ostree: "rpm-ostree install kernel-modules-extra --reboot"
        case .suse: "zypper install --replacepkgs kernel-default"
        case .arch: "pacman -S linux && reboot"
        case .other: "install the package with the modules of kernel \(release), then run: depmod -a \(release)"
        }
    }
}
