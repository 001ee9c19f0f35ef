import Base
import Node

/// The kernels of distributions and vendors. The first row that covers a kernel holds.
///
/// A package is named only where one of that name is known to exist; elsewhere the package manager is asked for it.
extension KernelSource {
    /// What is said of a system of which nothing is known.
    static let last = KernelSource(
        install: .words("install the package with module {module} of kernel {release}, then run depmod -a {release}"),
        update: .words("install a kernel that has {what}, drain the node and restart it"))

    static let table = images + vendors + debian + ubuntu + red + suse + rolling + unknown

    private static let debian = [
        KernelSource(
            systems: ["debian"], endings: ["-pve"], from: DottedVersion("6.5"),
            install: .command("apt-get install --reinstall proxmox-kernel-{release}-signed"),
            update: .command("apt-get install proxmox-default-kernel")),
        KernelSource(
            systems: ["debian"], endings: ["-pve"], below: DottedVersion("6.2"),
            install: .command("apt-get install --reinstall pve-kernel-{release}"),
            update: .command("apt-get dist-upgrade")),
        KernelSource(
            systems: ["debian"], endings: ["-pve"], install: .words("install the package of kernel {release} again"),
            update: .command("apt-get dist-upgrade")),
        // Debian's flavours: 6.1.0-56-amd64, -cloud-amd64, -rt-amd64, 6.12.107+deb12-amd64.
        KernelSource(
            systems: ["debian"],
            endings: [
                "-amd64", "-arm64", "-armmp", "-armmp-lpae", "-686", "-686-pae", "-powerpc64le", "-s390x", "-riscv64",
                "-loong64", "-4kc-malta", "-octeon",
            ],
            install: .command("apt-get install --reinstall linux-image-{release}"),
            update: .command("apt-get install linux-image-{flavour}")),
    ]

    private static let ubuntu = [
        // In these flavours the rarer modules are in a package of their own.
        KernelSource(
            systems: ["ubuntu"],
            endings: [
                "-generic", "-generic-64k", "-aws", "-aws-64k", "-azure", "-gcp", "-oracle", "-ibm", "-gke",
            ],
            install: .command("apt-get install linux-modules-extra-{release}"),
            update: .command("apt-get install linux-{ubuntu}")),
        KernelSource(
            systems: ["ubuntu"], endings: ["-raspi"], below: DottedVersion("6.7"),
            install: .command("apt-get install linux-modules-extra-{release}"),
            update: .command("apt-get install linux-raspi")),
        KernelSource(
            systems: ["ubuntu"], endings: ["-raspi", "-lowlatency", "-kvm", "-virtual"],
            install: .command("apt-get install --reinstall linux-modules-{release}"),
            update: .command("apt-get install linux-{flavour}")),
        KernelSource(
            systems: ["ubuntu"], endings: ["-nvidia", "-nvidia-64k", "-intel-iotg", "-oem", "-gkeop", "-fips"],
            install: .command("apt-get install --reinstall linux-modules-{release}"),
            update: .words("update the kernel to one that has {what}, drain the node and restart it")),
    ]

    private static let red = [
        // One package until UEK R6 (5.4); several since R7 (5.15); netfilter's rarer modules apart since R8 (6.12).
        uek(below: "5.15", .command("{tool} reinstall kernel-uek-{release}")),
        uek(below: "6.12", .command("dnf install kernel-uek-modules-extra-{release}")),
        uek(
            below: nil,
            .command("dnf install kernel-uek-modules-extra-{release} kernel-uek-modules-extra-netfilter-{release}")),
        KernelSource(
            marks: [".el7.", ".amzn2."], install: .command("yum reinstall kernel-{release}"),
            update: .command("yum upgrade kernel")),
        KernelSource(
            marks: [".amzn2023."], below: DottedVersion("6.12"),
            install: .command("dnf install kernel-modules-extra-{release}"), update: .command("dnf upgrade kernel")),
        KernelSource(
            marks: [".amzn2023."], below: DottedVersion("6.13"),
            install: .command("dnf install kernel{series}-modules-extra-{release}"),
            update: .command("dnf upgrade kernel{series}")),
        KernelSource(
            marks: [".amzn2023."], install: .command("dnf provides '*/{module}.ko*'"),
            update: .words("update the kernel to one that has {what}, drain the node and restart it")),
        // RHEL 8's real-time kernel says so in the middle, later ones and those with large pages at the end.
        KernelSource(
            systems: red8, marks: [".rt"], install: .command("dnf install kernel-rt-modules-extra-{release}"),
            update: .command("dnf upgrade kernel-rt")),
        KernelSource(
            systems: red8, marks: ["+rt", "+64k", "+debug"],
            install: .command("dnf install kernel-{variant}-modules-extra-{plain}"),
            update: .command("dnf upgrade kernel-{variant}")),
        KernelSource(
            systems: red8, marks: [".el8", ".el9", ".el10", ".fc"],
            install: .command("dnf install kernel-modules-extra-{release}"), update: .command("dnf upgrade kernel")),
        // Kernels of distributions that are like these and pack them otherwise.
        KernelSource(
            systems: red8 + ["openeuler", "anolis", "alinux", "opencloudos", "tencentos", "kylin", "ocs"],
            marks: [".oe", ".an8", ".an23", ".al8", ".alnx", ".oc8", ".oc9", ".tl3", ".tl4", ".ky10", ".ocs"],
            install: .command("dnf provides '*/{module}.ko*'"), update: .command("dnf upgrade kernel")),
        KernelSource(
            systems: ["photon", "mariner", "azurelinux"], install: .command("tdnf provides '*/{module}.ko*'"),
            update: .words("update the kernel to one that has {what}, drain the node and restart it")),
    ]

    private static let red8 = ["rhel", "fedora", "centos"]

    private static func uek(below: String?, _ install: Step) -> KernelSource {
        KernelSource(
            marks: ["uek"], below: below.flatMap { DottedVersion($0) }, install: install,
            update: .command("{tool} upgrade kernel-uek"))
    }

    private static let suse = [
        // A module that is missing here is missing in kernel-default-base, which has the same release.
        KernelSource(
            systems: ["suse", "sles", "opensuse"], endings: ["-default", "-azure", "-rt", "-preempt", "-64kb"],
            install: .command("zypper install --force kernel-{flavour}"),
            update: .command("zypper update kernel-{flavour}"))
    ]

    private static let rolling = [
        KernelSource(
            systems: ["arch"], endings: ["-lts", "-zen", "-hardened"], install: .command("pacman -S linux-{flavour}"),
            update: .command("pacman -Syu linux-{flavour}")),
        KernelSource(
            systems: ["arch"], marks: ["-arch"], install: .command("pacman -S linux"),
            update: .command("pacman -Syu linux")),
        KernelSource(
            systems: ["alpine"], endings: ["-lts", "-virt"], install: .command("apk fix linux-{flavour}"),
            update: .command("apk add linux-lts")),
    ]

    private static let unknown = [
        KernelSource(
            systems: ["debian", "ubuntu", "suse", "sles", "opensuse", "arch"] + red8,
            install: .words(
                "this is a vendor's kernel ({release}): install its module {module}, then run depmod -a {release}"),
            update: .words("this is a vendor's kernel ({release}): rebuild it, or update it to one that has {what}"))
    ]
}
