import Checks
import Foundation
import TestSupport
import Testing

/// A remedy for the kernel fits the distribution, its release and the kernel that is there.
@Suite struct `A remedy for the kernel` {
    /// The remedy for a module whose file is missing, and for one that the kernel was built without.
    private func remedies(_ system: String, _ release: String) throws -> (install: CheckResult, update: CheckResult) {
        let fixture = try KernelFixture("6.1", release: release)
        try fixture.folder.write(system.replacingOccurrences(of: ";", with: "\n") + "\n", to: "etc/os-release")
        try fixture.remove("xt_set")
        let install = try results(fixture.folder)["kernel.feature.xt-set"]
        let path = fixture.folder.path + "/boot/config-\(release)"
        let text = try String(contentsOfFile: path, encoding: .utf8)
            .replacingOccurrences(of: "CONFIG_NETFILTER_XT_SET=m", with: "# CONFIG_NETFILTER_XT_SET is not set")
        try fixture.folder.write(text, to: "boot/config-\(release)")
        for name in ["dep.bin", "alias.bin", "dep"] {
            try fixture.folder.write("", to: "\(fixture.modules)/modules.\(name)")
        }
        return (try #require(install), try #require(try results(fixture.folder)["kernel.feature.xt-set"]))
    }

    @Test(arguments: [
        ("ID=debian", "6.1.0-56-amd64", "apt-get install --reinstall linux-image-6.1.0-56-amd64"),
        ("ID=debian", "6.1.0-56-cloud-amd64", "linux-image-6.1.0-56-cloud-amd64"),
        ("ID=debian", "6.8.12-4-pve", "proxmox-kernel-6.8.12-4-pve"),
        ("ID=debian", "6.1.21-v8+", "this is a vendor's kernel (6.1.21-v8+)"),
        ("ID=raspbian;ID_LIKE=debian", "6.6.31+rpt-rpi-v8", "this is a vendor's kernel"),
        ("ID=ubuntu;ID_LIKE=debian", "5.15.0-105-generic", "apt-get install linux-modules-extra-5.15.0-105-generic"),
        ("ID=ubuntu;ID_LIKE=debian", "6.8.0-1009-aws", "linux-modules-extra-6.8.0-1009-aws"),
        ("ID=ubuntu;ID_LIKE=debian", "4.9.140-tegra", "this is a vendor's kernel (4.9.140-tegra)"),
        ("ID=ubuntu;ID_LIKE=debian", "5.15.153.1-microsoft-standard-WSL2", "this is a vendor's kernel"),
        ("ID=ubuntu;ID_LIKE=debian", "5.10.110-rockchip-rk3588", "this is a vendor's kernel"),
        (
            "ID=\"rhel\";ID_LIKE=fedora;VERSION_ID=\"7.9\"", "3.10.0-1160.el7.x86_64",
            "yum reinstall kernel-3.10.0-1160.el7.x86_64"
        ),
        (
            "ID=rhel;ID_LIKE=fedora", "5.14.0-427.13.1.el9_4.x86_64",
            "dnf install kernel-modules-extra-5.14.0-427.13.1.el9_4.x86_64"
        ),
        (
            "ID=rhel;ID_LIKE=fedora", "5.14.0-427.13.1.el9_4.x86_64+rt",
            "kernel-rt-modules-extra-5.14.0-427.13.1.el9_4.x86_64"
        ),
        (
            "ID=rhel;ID_LIKE=fedora", "5.14.0-427.13.1.el9_4.aarch64+64k",
            "kernel-64k-modules-extra-5.14.0-427.13.1.el9_4.aarch64"
        ),
        (
            "ID=ol;ID_LIKE=fedora", "6.12.0-105.51.5.el10uek.x86_64",
            "kernel-uek-modules-extra-6.12.0-105.51.5.el10uek.x86_64"
        ),
        (
            "ID=amzn;ID_LIKE=\"centos rhel fedora\";VERSION_ID=2", "4.14.336-257.562.amzn2.x86_64",
            "yum reinstall kernel-4.14.336"
        ),
        ("ID=sles;ID_LIKE=suse", "5.14.21-150500.33.37-azure", "kernel-azure"),
        ("ID=rhcos;VARIANT_ID=coreos", "5.14.0-427.el9.x86_64", "rpm-ostree install kernel-modules-extra"),
    ])
    func `names the package of this kernel, or says that it is a vendor's`(
        system: String, release: String, words: String
    ) throws {
        let (install, update) = try remedies(system, release)
        let text = try #require(install.outcome.remedy)
        #expect(text.contains(words), "\(system) \(release): \(text)")
        let newer = try #require(update.outcome.remedy)
        for forbidden in ["&& reboot", "--reboot", "--to-latest"] {
            #expect(!text.contains(forbidden) && !newer.contains(forbidden), "\(text); \(newer)")
        }
        if words.contains("vendor's") {
            #expect(newer.contains("CONFIG_NETFILTER_XT_SET"), "\(newer)")
        } else {
            #expect(update.outcome.disrupts && newer.contains("drain the node"), "\(newer)")
        }
        #expect(try Run("bash", ["-n", "-c", words.contains("vendor's") ? ":" : "\(text)\n\(newer)"]).status == 0)
    }

    @Test func `of OpenShift is not rpm-ostree`() throws {
        let fixture = try KernelFixture("6.1", release: "5.14.0-427.el9.x86_64")
        try fixture.folder.write("ID=rhcos\nVARIANT_ID=coreos\n", to: "etc/os-release")
        try fixture.folder.write("{\"spec\":{}}", to: "etc/machine-config-daemon/currentconfig")
        try fixture.remove("xt_set")
        let text = try #require(try results(fixture.folder)["kernel.feature.xt-set"]?.outcome.remedy)
        #expect(text.contains("MachineConfig") && !text.contains("rpm-ostree"), "\(text)")
    }
}
