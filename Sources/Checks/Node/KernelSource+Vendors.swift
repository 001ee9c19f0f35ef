import Base
import Node

/// Kernels that no package manager of the node replaces.
extension KernelSource {
    /// Systems that are images: a package on a node would be gone with the next one.
    static let images = [
        image(
            "talos", "Talos has no packages: use an image with a system extension that has {what}, and talosctl upgrade"
        ),
        image(
            "bottlerocket",
            "Bottlerocket has no packages: update it (apiclient update apply), or use another variant of it"),
        image(
            "flatcar",
            "Flatcar's kernel is part of its image: update it (update_engine_client -update), or add {what} by a "
                + "systemd-sysext image"
        ),
        image("coreos", "this kernel is part of the image: update it (update_engine_client -update)"),
        image("cos", "the kernel of Container-Optimized OS is part of its image: upgrade the node pool"),
        image("ubuntu-core", "Ubuntu Core's kernel is a snap: snap refresh, or another kernel snap"),
        image(
            "nixos", "set boot.kernelPackages or boot.extraModulePackages in the configuration of NixOS, and rebuild it"
        ),
        KernelSource(
            systems: ["sle-micro", "sl-micro", "opensuse-microos", "opensuse-leap-micro", "sle-micro-rancher"],
            install: .command("transactional-update pkg install kernel-default"),
            update: .command("transactional-update up")),
    ]

    private static func image(_ system: String, _ words: String) -> KernelSource {
        KernelSource(systems: [system], install: .words(words), update: .words(words))
    }

    /// Kernels that came with a board or a virtual machine, whatever distribution runs on them: the distribution's own
    /// would lack their drivers.
    static let vendors = [
        vendor(
            ["microsoft-standard", "-WSL"], "run wsl --update on Windows, or name a kernel with {what} in .wslconfig"),
        vendor(["-tegra"], "update JetPack (L4T), or rebuild its kernel with {what}"),
        vendor(
            ["linuxkit", "orbstack"],
            "update the program that runs this virtual machine, or rebuild its kernel with {what}"),
        vendor(
            [
                "rockchip", "rk35", "sunxi", "meson", "bcm27", "imx", "-qcom", "-odroid", "mvebu", "-ti-", "xanmod",
                "liquorix", "-lqx", "-zabbly", "-cip",
            ], "rebuild it, or update it to one that has {what}"),
        // Raspberry Pi OS, before and since it has packages of Debian's kind.
        vendor(["-v7+", "-v7l+", "-v8+", "-v8-16k+"], "rebuild it, or update it to one that has {what}"),
        KernelSource(
            marks: ["+rpt-rpi-", "+rpt-"], install: owner("Raspberry Pi's"),
            update: .words("this is a vendor's kernel ({release}): rebuild it, or update it to one that has {what}")),
        KernelSource(
            marks: [".elrepo."], install: .command("dnf --enablerepo=elrepo-kernel provides '*/{module}.ko*'"),
            update: .words("this is a vendor's kernel ({release}, of ELRepo): update it to one that has {what}")),
    ]

    private static func vendor(_ marks: [String], _ words: String) -> KernelSource {
        let step = Step.words("this is a vendor's kernel ({release}): \(words)")
        return KernelSource(marks: marks, install: step, update: step)
    }

    /// The package that the kernel's own file belongs to, by the package manager's word.
    private static func owner(_ whose: String) -> Step {
        .words(
            "this is a vendor's kernel ({release}, \(whose)): install the package that has it again: apt-get install "
                + "--reinstall "
                + "\"$(dpkg-query -S /boot/vmlinuz-{release} | cut -d: -f1)\"")
    }
}
